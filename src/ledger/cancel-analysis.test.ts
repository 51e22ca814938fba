import { describe, expect, it } from "vitest";
import { spec } from "../../test/support/fixture-log.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import { decodeLogEvent } from "../protocol/codec.ts";
import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import { createLedger } from "./ledger.ts";
import { acceptAnalysis } from "./accept-analysis.ts";
import { cancelAnalysis } from "./cancel-analysis.ts";

describe("cancelling an analysis", () => {
  it("puts it into the log, and drops the waiting work; again changes nothing", async () => {
    await using broker = createMemoryBroker();
    const { analysis, run } = await acceptAnalysis(
      broker,
      await prepareAnalysis(spec),
      new Date("2026-01-02T03:04:05Z"),
    );
    expect(await cancelAnalysis(broker, analysis, new Date("2026-01-02T03:05:00Z"), run)).toBe(4);
    expect(await cancelAnalysis(broker, analysis, new Date("2026-01-02T03:06:00Z"), run)).toBe(0);
    const events = [];
    for await (const { body } of broker.log.read(analysis)) events.push(decodeLogEvent(body));
    expect(events.slice(2)).toEqual(
      ["05", "06"].map((minute) => ({
        ...{ version: 1, kind: "cancelled", analysis, run: 1 },
        at: `2026-01-02T03:${minute}:00.000Z`,
      })),
    );
    const ledger = createLedger(analysis);
    for (const event of events) ledger.apply(event);
    expect([ledger.status, ledger.run]).toEqual(["cancelled", 1]);
    expect(await broker.work.state("default")).toMatchObject({ waiting: 0, inFlight: 0 });
  });
});
