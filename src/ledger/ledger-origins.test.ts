import { describe, expect, it } from "vitest";
import type { LogRecord, Origin } from "../messaging/port.ts";
import { encodeLogEvent } from "../protocol/codec.ts";
import { type LogEvent, logEventSchema } from "../protocol/log-event.ts";
import * as fixture from "../../test/support/fixture-log.ts";
import { ForeignEventError } from "./errors.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { laneOf, readRecord } from "./read-record.ts";

const { accepted, done, failureOf, fileFailed, partitionFailed, planned } = fixture;

/** The data in one lane, the simulation in another. */
const [data, zz] = fixture.spec.groups;
const spec = {
  ...fixture.spec,
  groups: [
    { ...data!, lane: "data" },
    { ...zz!, lane: "zz" },
  ],
};
const start = accepted(spec);

const plan = planned("run1", 0, [0, 5, 9]);
const parts = [done(plan, 0), done(plan, 1)];
/** Of the same file, made up by somebody else. */
const forged = planned("run1", 0, [0, 9], "made-up");
const forgeries = [forged, done(forged, 0), fileFailed("run1", 0), partitionFailed(plan, 0)];

const unreadable = (item: number): LogEvent => ({
  ...{ version: 1, analysis: fixture.analysis, kind: "item-unreadable", run: 1 },
  ...{ item: `${item}`.padStart(16, "0"), failure: failureOf() },
});

const recordOf = (event: LogEvent, origin: Origin | undefined): LogRecord => ({
  ...{ sequence: 1, analysis: event.analysis, body: encodeLogEvent(event), origin },
});

type Told = readonly [lane: string | undefined, events: readonly LogEvent[]];

function ledgerOf(...told: readonly Told[]): Ledger {
  const ledger = createLedger(fixture.analysis);
  for (const [lane, events] of told) for (const event of events) ledger.apply(event, lane);
  return ledger;
}

describe("the origin of a record", () => {
  const at = "2026-01-02T03:05:00Z";
  const own = { version: 1, analysis: fixture.analysis, at, run: 1 } as const;
  const ofAnalysis: LogEvent[] = [
    start,
    fixture.cancelled,
    { ...own, kind: "begun" },
    { ...own, kind: "stalled" },
    { ...own, kind: "forgotten", beyond: 2 },
    { version: 1, analysis: fixture.analysis, at, kind: "pinned", pinned: true },
  ];
  const columns: LogEvent = {
    ...{ version: 1, analysis: fixture.analysis, kind: "columns-seen", sample: "run1", file: 0 },
    ...{ entries: 1, columns: [] },
  };
  const { length } = fixture.layout;
  const part: LogEvent = {
    ...{ ...done(plan, 0), kind: "partition-part", sums: Float64Array.of(1) },
    part: { start: 0, length, digest: "0".repeat(16) },
  };
  const failed = [fileFailed("run1", 0), partitionFailed(plan, 0)];
  const ofWork: LogEvent[] = [plan, columns, parts[0]!, part, ...failed, unreadable(1)];

  it("is known for every kind of event", () => {
    const kinds = logEventSchema.options.map(({ shape }) => shape.kind.value);
    expect([...ofAnalysis, ...ofWork].map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
  });

  it.each(ofAnalysis)("of $kind is its kind alone", (event) => {
    const { kind } = event;
    expect(readRecord(recordOf(event, { kind }))).toEqual(event);
    for (const other of [{ lane: "zz" }, { lane: kind }, { kind: "relayed" }, { kind: "partition-done" }])
      expect(() => readRecord(recordOf(event, other))).toThrow(ForeignEventError);
  });

  it.each(ofWork)("of $kind is a lane", (event) => {
    expect(readRecord(recordOf(event, { lane: "zz" }))).toEqual(event);
    for (const kind of [event.kind, "accepted", "relayed"])
      expect(() => readRecord(recordOf(event, { kind }))).toThrow(ForeignEventError);
  });

  it("may be unknown, as of all records of earlier versions", () => {
    for (const event of [...ofAnalysis, ...ofWork]) expect(readRecord(recordOf(event, undefined))).toEqual(event);
    expect([undefined, { kind: "begun" }, { lane: "zz" }].map((origin) => laneOf({ origin }))).toEqual([
      undefined,
      undefined,
      "zz",
    ]);
  });

  it("is named where it is wrong, with what to do", () => {
    expect(() => readRecord(recordOf(fixture.cancelled, { lane: "zz" }))).toThrow(
      "A cancelled event stands among the results of the lane zz, where no service puts one; is a login of the broker in other hands? (at kind)",
    );
  });
});

describe("results of a sample", () => {
  const honest = fixture.plainView(ledgerOf([undefined, [start, plan, ...parts]]).view());

  it("count as they always did if their lane is right or not known", () => {
    for (const lane of ["data", undefined])
      for (const events of [
        [start, plan, ...parts],
        [plan, ...parts, start],
        [parts[1]!, start, plan, parts[0]!],
      ])
        expect(fixture.plainView(ledgerOf([lane, events]).view())).toEqual(honest);
  });

  it("are refused from another lane, by name", () => {
    const ledger = ledgerOf([undefined, [start]]);
    for (const event of forgeries) expect(() => ledger.apply(event, "zz")).toThrow(ForeignEventError);
    expect(() => ledger.apply(forged, "zz")).toThrow(/lane zz wrote of a sample of the lane data.*run1/);
    expect(() => ledger.apply(unreadable(1), "signal")).toThrow(/lane signal wrote of this analysis/);
  });

  it("do not count if they came from another lane before it was known which is theirs", () => {
    for (const told of [
      [
        ["zz", forgeries],
        ["data", [plan, ...parts]],
        [undefined, [start]],
      ],
      [
        ["data", [plan, ...parts]],
        ["zz", forgeries],
        [undefined, [start]],
      ],
      [
        ["zz", forgeries],
        [undefined, [start]],
        ["data", [plan, ...parts]],
      ],
    ] as const)
      expect(fixture.plainView(ledgerOf(...told).view())).toEqual(honest);
  });

  it("count of two lanes each for its own samples, whatever came first", () => {
    const other = planned("llll", 0, [0, 3]);
    const all = [
      ["zz", [other, done(other, 0)]],
      ["data", [plan, ...parts]],
      [undefined, [start]],
    ] as const;
    const expected = fixture.plainView(ledgerOf(all[2], all[1], all[0]).view());
    for (const order of [
      [0, 1, 2],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
    ])
      expect(fixture.plainView(ledgerOf(...order.map((i) => all[i]!)).view())).toEqual(expected);
  });
});

describe("items that nobody could read", () => {
  const items = [0, 1, 2, 3].map(unreadable);
  const statusOf = (...told: readonly Told[]) => ledgerOf([undefined, [start]], ...told).status;

  it("stand for work of their own lane alone", () => {
    // Two files in each lane.
    expect(statusOf(["zz", items])).toBe("running");
    expect(statusOf(["zz", items], ["data", [unreadable(5)]])).toBe("running");
    expect(statusOf(["zz", items], ["data", [unreadable(5), unreadable(6)]])).toBe("incomplete");
  });

  it("stand for work of any lane if theirs is not known", () => {
    expect(statusOf([undefined, items.slice(1)])).toBe("running");
    expect(statusOf([undefined, items])).toBe("incomplete");
    expect(statusOf(["zz", items.slice(2)], [undefined, items.slice(0, 2)])).toBe("incomplete");
    expect(statusOf(["zz", items.slice(0, 3)], [undefined, items.slice(3)])).toBe("running");
  });

  it("count for nothing from a lane in which the analysis has no work, also before that was known", () => {
    expect(ledgerOf(["signal", items], [undefined, [start]]).status).toBe("running");
  });
});
