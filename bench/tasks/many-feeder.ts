import { presetByName } from "../../src/analysis/presets/presets.ts";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import { encodeLogEvent } from "../../src/protocol/codec.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import * as fixture from "../../test/support/fixture-log.ts";
import { serveHelper } from "../helper.ts";

// Fills the log of a NATS server with analyses that have ended, in a process of its own.
const [url = "", label = "", analyses = "1"] = process.argv.slice(2);
const broker = await openBroker(url);
const appendedAtOnce = 64;

const plans = ["run1/0", "run1/1", "llll/0", "eell/0"].map((place) => {
  const [sample = "", file = "0"] = place.split("/");
  return fixture.planned(sample, Number(file), [0, 10, 20]);
});
const complete: readonly LogEvent[] = plans.flatMap((plan) => [plan, fixture.done(plan, 0), fixture.done(plan, 1)]);
const preset = presetByName("hzz-2020");

function eventsOf(title: string): readonly LogEvent[] {
  const titled = (spec: AnalysisSpec) => fixture.accepted({ ...spec, title });
  return label.startsWith("small") ? [titled(fixture.spec), ...complete] : [titled(preset), fixture.cancelled];
}

serveHelper({
  feed: async () => {
    let [records, bytes] = [0, 0];
    let pending: Promise<unknown>[] = [];
    for (let i = 0; i < Number(analyses); i++) {
      const analysis = `analysis-${i}`;
      for (const event of eventsOf(`Analysis ${i}`)) {
        const body = encodeLogEvent({ ...event, analysis });
        pending.push(broker.log.append({ analysis, body, dedupKey: `${records++}`, origin: undefined }));
        bytes += body.length;
        if (pending.length < appendedAtOnce) continue;
        await Promise.all(pending);
        pending = [];
      }
    }
    await Promise.all(pending);
    return { records, logMb: bytes / 2 ** 20 };
  },
});
