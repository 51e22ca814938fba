import { describe, expect, it } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import type { ItemUnreadable, LogEvent } from "../protocol/log-event.ts";
import { createLedger } from "./ledger.ts";

const { accepted, done, planned } = fixture;
const failure = { name: "MalformedMessageError", message: "not JSON", retry: "never", attempts: 1 } as const;

function unreadable(item: number, run = 1): ItemUnreadable {
  const { analysis } = fixture;
  return { version: 1, analysis, kind: "item-unreadable", run, item: `${item}`.padStart(16, "0"), failure };
}

function ledgerOf(...events: LogEvent[]) {
  const ledger = createLedger(fixture.analysis);
  for (const event of events) ledger.apply(event);
  expect(ledger.view().status).toBe(ledger.status);
  return ledger;
}

const plan = planned("run1", 0, [0, 10, 20, 30]);
const planB = planned("run1", 1, [0, 5]);
const planC = planned("llll", 0, [0, 7]);
const planD = planned("eell", 0, [0]);
/** All but two partitions of a.root and the whole of c.root. */
const most = [accepted(), plan, done(plan, 0), planB, done(planB, 0), planD];

describe("work items that nobody could read", () => {
  it("end an analysis when no more is outstanding than they are, and are the reason for what is missing", () => {
    expect(ledgerOf(...most, unreadable(1), unreadable(2)).status).toBe("running");
    const ledger = ledgerOf(...most, unreadable(1), unreadable(2), unreadable(3));
    expect(ledger.status).toBe("incomplete");
    expect(ledger.view().missing).toEqual([
      { sample: "run1", file: "a.root", entryStart: 10, entryStop: 30, failure },
      { sample: "llll", file: "c.root", failure },
    ]);
  });

  it("leave what has failed by itself its own reason", () => {
    const own = fixture.failureOf("HTTP 404");
    const ledger = ledgerOf(...most, unreadable(1), unreadable(2), fixture.fileFailed("llll", 0, own));
    expect(ledger.status).toBe("incomplete");
    expect(ledger.view().missing.map((part) => part.failure)).toEqual([failure, own]);
  });

  it("count once, however often they are told of", () => {
    expect(ledgerOf(...most, unreadable(1), unreadable(1), unreadable(1), unreadable(2)).status).toBe("running");
  });

  it("say the same in any order", () => {
    const events = [...most, unreadable(1), unreadable(2), unreadable(3)];
    const forwards = fixture.plainView(ledgerOf(...events).view());
    expect(fixture.plainView(ledgerOf(...events.toReversed()).view())).toEqual(forwards);
  });

  it("take nothing away from what comes all the same", () => {
    const rest = [done(plan, 1), done(plan, 2), planC, done(planC, 0)];
    expect(ledgerOf(...most, unreadable(1), unreadable(2), unreadable(3), ...rest).status).toBe("complete");
  });

  it("of an earlier run count no longer, and of a later one already", () => {
    const lost = [unreadable(1), unreadable(2), unreadable(3)];
    const again = ledgerOf(...most, ...lost, accepted(fixture.spec, 2));
    expect(again.status).toBe("running");
    expect(again.view().missing.every((part) => part.failure === undefined)).toBe(true);
    expect(ledgerOf(...most, ...lost.map(({ item }) => unreadable(Number(item), 2))).status).toBe("incomplete");
  });

  it("are numbered into the runs of which the log has a trace", () => {
    expect(ledgerOf(...most, unreadable(1, 7)).highestRun).toBe(7);
  });
});
