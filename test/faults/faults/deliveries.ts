import { encodeWorkItem } from "../../../src/protocol/codec.ts";
import { prepareAnalysis } from "../../../src/analysis/prepared-analysis.ts";
import { fileItems } from "../../../src/ledger/missing-work.ts";
import type { Fault } from "../fault.ts";

/** Everything comes twice and in another order: each item of work, and three times on the way each record of the log. */
export const repeatEverything: Fault = {
  name: "repeat",
  title: "every item and record again, in another order",
  async happen(stage) {
    const { dice, observer } = stage;
    await stage.startServices();
    const posted = await stage.post();
    const { id: analysis, spec, watch } = posted;
    let keys = 0;
    // Keys that the broker does not know, so that its own window for duplicates does not help.
    const key = () => `again ${keys++}`;
    const items = dice.shuffle([...fileItems(await prepareAnalysis(spec), 1)]);
    for (const { lane, item } of items)
      await observer.work.publish({ lane, analysis, run: item.run, body: encodeWorkItem(item), dedupKey: key() });
    const copied = new Set<number>();
    for (const moment of [...stage.moments(2, posted), posted.expected.partitions]) {
      await watch.afterDeltas(moment);
      const originals = watch.records.filter(({ sequence }) => !copied.has(sequence));
      const before = watch.records.length;
      for (const { body, origin } of dice.shuffle(originals))
        await observer.log.append({ analysis, body, dedupKey: key(), origin });
      await watch.afterRecords(before + originals.length);
      // Copies and originals mix, so that some are copied again.
      for (const { sequence } of originals) copied.add(sequence);
    }
  },
};
