import { describe, expect, it } from "vitest";
import { accepted, analysis, cancelled, done, inventedIds, planned, spec } from "../../test/support/fixture-log.ts";
import { analysisIdOf } from "../analysis/analysis-id.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import { encodeLogEvent } from "../protocol/codec.ts";
import { logDedupKey } from "../protocol/dedup-keys.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { NotAcceptedError } from "./errors.ts";
import { followLedger } from "./follow-ledger.ts";

const plans = [
  planned("run1", 0, [0, 5]),
  planned("run1", 1, [0, 5]),
  planned("llll", 0, [0, 5]),
  planned("eell", 0, [0, 5]),
];
const everything: LogEvent[] = plans.flatMap((plan) => [plan, done(plan, 0)]);

async function append(broker: Broker, ...events: LogEvent[]): Promise<void> {
  for (const event of events)
    await broker.log.append({ analysis, body: encodeLogEvent(event), dedupKey: logDedupKey(event), origin: undefined });
}

describe("following an analysis", () => {
  it("ends with the last view when the analysis has ended", async () => {
    await using broker = createMemoryBroker();
    const shown: AnalysisView[] = [];
    const { signal } = new AbortController();
    const following = followLedger(broker.log, analysis, (view) => shown.push(view), signal, 1, inventedIds);
    await append(broker, accepted(), ...everything);
    const view = await following;
    expect(view.status).toBe("complete");
    expect(shown.at(-1)).toBe(view);
  });

  it("passes over the end of earlier runs, and shows nothing before the run that it is asked for", async () => {
    await using broker = createMemoryBroker();
    await append(broker, accepted(), cancelled, accepted(undefined, 2), ...everything.slice(0, 3));
    const shown: AnalysisView[] = [];
    const { signal } = new AbortController();
    const following = followLedger(broker.log, analysis, (view) => shown.push(view), signal, 2, inventedIds);
    await append(broker, ...everything.slice(3));
    expect((await following).status).toBe("complete");
    expect(shown.map((view) => view.run)).toEqual(shown.map(() => 2));
    expect(shown.map((view) => view.status)).not.toContain("cancelled");
  });

  it("gives the view of the moment when it is stopped, if there is one", async () => {
    await using broker = createMemoryBroker();
    const stop = new AbortController();
    const following = followLedger(broker.log, analysis, () => undefined, stop.signal, 1, inventedIds);
    stop.abort();
    await expect(following).rejects.toThrow(NotAcceptedError);
    await append(broker, accepted());
    const again = new AbortController();
    const view = await followLedger(
      broker.log,
      analysis,
      () => {
        again.abort();
      },
      again.signal,
      1,
      inventedIds,
    );
    expect(view.status).toBe("running");
  });

  it("leaves aside what does not fit, tells, and goes on", async () => {
    await using broker = createMemoryBroker();
    const reasons: string[] = [];
    const options = { ...inventedIds, onLeftAside: ({ message }: Error) => reasons.push(message) };
    const surprise = planned("surprise", 0, [0, 1]);
    await append(broker, accepted(), { ...cancelled, run: 2 ** 53 - 1 }, surprise, ...everything);
    const view = await followLedger(broker.log, analysis, () => undefined, new AbortController().signal, 1, options);
    expect(view.status).toBe("complete");
    expect(reasons).toEqual([expect.stringContaining("Impossible"), expect.stringContaining("no such sample")]);
  });

  it("does not take an analysis for another one that was accepted under its id", async () => {
    await using broker = createMemoryBroker();
    const id = await analysisIdOf(spec);
    const ofId = (event: LogEvent): LogEvent => ({ ...event, analysis: id });
    for (const event of [accepted({ ...spec, title: "Other" }), accepted(), ...everything].map(ofId))
      await broker.log.append({
        analysis: id,
        body: encodeLogEvent(event),
        dedupKey: `${Math.random()}`,
        origin: undefined,
      });
    const view = await followLedger(broker.log, id, () => undefined, new AbortController().signal);
    expect(view).toMatchObject({ status: "complete", spec: { title: "Toy" } });
  });

  it("rejects with what showing a view throws", async () => {
    await using broker = createMemoryBroker();
    await append(broker, accepted());
    const show = () => {
      throw new Error("no room");
    };
    await expect(
      followLedger(broker.log, analysis, show, new AbortController().signal, 1, inventedIds),
    ).rejects.toThrow("no room");
  });
});
