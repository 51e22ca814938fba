import { decodeLogEvent } from "../../../src/protocol/codec.ts";
import type { Fault } from "../fault.ts";
import { killProcessors } from "./kill-processors.ts";

/** Sums that take two messages for each partition: parts are missing after each kill, and all come again in another order. */
export const largeSums: Fault = {
  name: "large-sums",
  title: "sums in two messages, processors killed, and every record again, in another order",
  mostMb: 1000,
  async happen(stage) {
    const { dice, observer } = stage;
    const processors = await stage.startServices();
    const posted = await stage.post(stage.workload.largeSpec);
    await killProcessors(stage, posted, processors);
    const { id: analysis, watch } = posted;
    const kinds = watch.records.map(({ body }) => decodeLogEvent(body).kind);
    if (!kinds.includes("partition-part"))
      throw new Error(`The sums came in no parts, but as ${[...new Set(kinds)].join()}`);
    const originals = [...watch.records];
    for (const [i, { body, origin }] of dice.shuffle(originals).entries())
      await observer.log.append({ analysis, body, dedupKey: `again ${i}`, origin });
  },
};
