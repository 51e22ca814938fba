import { describe, expect, it } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import { decodeLogEvent } from "../protocol/codec.ts";
import { awayLedger } from "./away-ledger.ts";
import { forgetAnalysis } from "./forget-analysis.ts";
import { createLedger } from "./ledger.ts";

describe("an analysis that is forgotten", () => {
  const forgotten = (run: number, beyond = run + 1) =>
    ({
      version: 1,
      analysis: fixture.analysis,
      kind: "forgotten",
      at: "2026-02-01T00:00:00Z",
      run,
      beyond,
    }) as const;
  const pinned = (value: boolean) =>
    ({
      version: 1,
      analysis: fixture.analysis,
      kind: "pinned",
      at: "2026-02-01T00:00:00Z",
      pinned: value,
    }) as const;
  const plan = fixture.planned("run1", 0, [0, 10, 20]);
  const after = (events: readonly LogEvent[]) => {
    const ledger = createLedger(fixture.analysis);
    for (const event of events) ledger.apply(event);
    return ledger;
  };
  const past = [fixture.accepted(), plan, fixture.done(plan, 0), fixture.cancelled];

  it("is as one that never was, but for the number of its next run", () => {
    const ledger = after([...past, forgotten(1)]);
    expect(ledger).toMatchObject({ accepted: false, run: 0, highestRun: 2, forgottenRun: 1, pinned: false });
    const again = { ...fixture.accepted(undefined, 3), afterForgotten: 1 };
    expect(ledger.apply(again)).toBe(true);
    const fresh = after([{ ...again, afterForgotten: undefined }]);
    expect(fixture.plainView(ledger.view())).toEqual(fixture.plainView(fresh.view()));
    expect(ledger.gapOf("run1", 0)).toEqual({ kind: "file" });
  });

  it("says the same whether or not what came before it is still in the log", () => {
    const rest = [forgotten(1), fixture.done(plan, 1), { ...fixture.accepted(undefined, 3), afterForgotten: 1 }];
    expect(fixture.plainView(after(rest).view())).toEqual(fixture.plainView(after([...past, ...rest]).view()));
  });

  it("takes what comes late as it takes it before a start", () => {
    const again = { ...fixture.accepted(undefined, 3), afterForgotten: 1 };
    const ledger = after([...past, forgotten(1), plan, fixture.done(plan, 1), again]);
    expect(ledger.view().progress).toMatchObject({ partitionsDone: 1, entriesSeen: 10 });
  });

  it("is not forgotten if a later run was accepted first", () => {
    const ledger = after([...past, fixture.accepted(undefined, 2)]);
    expect(ledger.apply(forgotten(1))).toBe(false);
    expect(ledger).toMatchObject({ accepted: true, run: 2, forgottenRun: 0 });
  });

  it("is not forgotten while it is pinned", () => {
    const ledger = after([...past, pinned(true)]);
    expect(ledger.pinned).toBe(true);
    expect(ledger.view().pinned).toBe(true);
    expect(ledger.apply(forgotten(1))).toBe(false);
    expect(ledger.apply(pinned(false))).toBe(true);
    expect(ledger.apply(forgotten(1))).toBe(true);
  });

  it("is not begun by a start that counted on what is forgotten", () => {
    const ledger = after([...past, forgotten(1)]);
    expect(ledger.apply(fixture.accepted(undefined, 2))).toBe(false);
    expect(ledger.accepted).toBe(false);
    expect(ledger.apply(fixture.accepted(undefined, 5))).toBe(true);
    expect(ledger).toMatchObject({ accepted: false, highestRun: 5 });
  });

  describe("and is run again", () => {
    const again = { ...fixture.accepted(undefined, 3), afterForgotten: 1 };
    const other = fixture.planned("run1", 0, [0, 10, 20], "uuid-new");
    const same = fixture.planned("eell", 0, [0, 5]);
    const read = (...events: LogEvent[]) => [fixture.accepted(), ...events, fixture.cancelled];
    /** What is written when this is forgotten. */
    const record = async (events: readonly LogEvent[]) => {
      await using broker = createMemoryBroker();
      await forgetAnalysis(broker, fixture.analysis, new Date(0), after(events));
      for await (const { body } of broker.log.read(fixture.analysis)) return decodeLogEvent(body);
      throw new Error("nothing was written");
    };
    const warningsOf = (events: readonly LogEvent[]) => after(events).view().warnings ?? [];

    it("says which files are other ones now, also when the log holds nothing of the time before", async () => {
      const forgotten = await record(read(plan, same));
      const expected = [
        {
          name: "ReplacedFileWarning",
          message: `a.root of the sample run1 is not the same file as in the run that was removed: UUID ${plan.identity.uuid} then, uuid-new now`,
        },
      ];
      for (const past of [[], read(plan, same)])
        expect(warningsOf([...past, forgotten, again, other, same])).toEqual(expected);
      expect(warningsOf([forgotten, again, plan, same])).toEqual([]);
    });

    it("still knows of what was read before, if it is forgotten twice", async () => {
      const first = await record(read(plan));
      const twice = after([first, again, same, fixture.cancelledIn(3)]);
      expect(twice.uuids).toEqual(expect.arrayContaining([plan.identity.uuid, same.identity.uuid]));
    });

    it("has nothing to compare with, if two versions were read or none", async () => {
      expect(await record(read(plan, other))).not.toHaveProperty("files");
      expect(await record(read())).not.toHaveProperty("files");
    });

    it("knows of its files also after its results have left memory", () => {
      const ledger = after(read(plan, same));
      expect(awayLedger(ledger).uuids).toEqual(ledger.uuids);
    });
  });

  it("changes by a second record of the same run no more", () => {
    const ledger = after([...past, forgotten(1), { ...fixture.accepted(undefined, 3), afterForgotten: 1 }]);
    expect(ledger.apply(forgotten(1))).toBe(false);
    expect(ledger.run).toBe(3);
  });
});
