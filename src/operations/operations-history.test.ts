import { beforeEach, describe, expect, it } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import type { PartitionDone, PartitionPart } from "../protocol/log-event.ts";
import { OperationsHistory, otherReasons, stepMs } from "./operations-history.ts";

const start = Date.parse("2026-01-02T03:00:00Z");
const ids = new Set([fixture.analysis]);
const plan = fixture.planned("run1", 0, [0, 10, 30]);

function doneIn(milliseconds: number, changes: Partial<PartitionDone> = {}): PartitionDone {
  return { ...fixture.done(plan, 0), stats: { requests: 1, bytes: 100, milliseconds }, ...changes };
}

let history: OperationsHistory;
let now: number;
beforeEach(() => {
  history = new OperationsHistory();
  now = start;
});

/** @param times steps that end one after the other */
function endStep(times = 1, running: ReadonlySet<string> = ids): void {
  for (let i = 0; i < times; i++) history.endStep((now += stepMs), undefined, running);
}

describe("the history of operations", () => {
  it("counts what comes in each step, from its beginning on", () => {
    history.take(doneIn(1), start);
    expect(history.since).toBeUndefined();
    history.begin(start);
    history.take(doneIn(1), start);
    history.take(fixture.done(plan, 1), start);
    const lanes = [{ name: "default", waiting: 3, inFlight: 2 }];
    history.endStep(start + 31_000, lanes, ids);
    history.endStep(start + 60_000, undefined, ids);
    expect(history.since).toEqual(new Date(start));
    expect(history.points).toEqual([
      { at: "2026-01-02T03:00:31.000Z", seconds: 31, entries: 30, partitions: 2, bytes: 200, lanes },
      { at: "2026-01-02T03:01:00.000Z", seconds: 29, entries: 0, partitions: 0, bytes: 0 },
    ]);
  });

  it("counts a partition that comes in parts once", () => {
    history.begin(start);
    const { kind: _, ...head } = doneIn(1);
    for (const first of [0, 2])
      history.take(
        {
          ...head,
          kind: "partition-part",
          sums: new Float64Array(2),
          part: { start: first, length: 4, digest: "0123456789abcdef" },
        } satisfies PartitionPart,
        start,
      );
    endStep();
    expect(history.points).toMatchObject([{ entries: 10, partitions: 1, bytes: 100 }]);
  });

  it("keeps an hour, whatever comes", () => {
    history.begin(start);
    for (let i = 0; i < 130; i++) {
      for (let file = 0; file < 15; file++) history.take(doneIn(1000 * i + file, { source: `file-${i}-${file}` }), now);
      for (let reason = 0; reason < 25; reason++)
        history.take(fixture.fileFailed("run1", 0, { ...fixture.failureOf(), name: `Error${reason}` }), now);
      endStep();
    }
    expect(history.points).toHaveLength(120);
    expect(Date.parse(history.points[0]!.at)).toBe(now - 119 * stepMs);
    expect(history.slowest().map(({ source }) => source)).toEqual(
      Array.from({ length: 10 }, (_, i) => `file-129-${14 - i}`),
    );
    expect(history.failures()).toHaveLength(21);
    expect(history.failures()[0]).toEqual({ error: otherReasons, items: 120 * 5, tries: 120 * 15 });
    history.endStep(now + 2 * 3_600_000, undefined, ids);
    expect(history.points).toHaveLength(1);
  });

  it("names each file once, by its slowest partition", () => {
    history.begin(start);
    for (const ms of [5, 9, 7]) history.take(doneIn(ms, { source: "a" }), now);
    endStep();
    history.take(doneIn(8, { source: "b" }), now);
    history.take(doneIn(2, { source: "a" }), now);
    endStep();
    expect(history.slowest().map(({ source, milliseconds }) => [source, milliseconds])).toEqual([
      ["a", 9],
      ["b", 8],
    ]);
  });

  it("counts what was given up and its tries by reason, the most frequent first", () => {
    history.begin(start);
    history.take(fixture.fileFailed("llll", 0, { ...fixture.failureOf("gone", 1), name: "MissingFileError" }), now);
    history.take(fixture.partitionFailed(plan, 0, fixture.failureOf("away", 5)), now);
    endStep();
    history.take(fixture.partitionFailed(plan, 1, fixture.failureOf("away", 3)), now);
    endStep();
    expect(history.failures()).toEqual([
      { error: "SourceUnavailableError", items: 2, tries: 8 },
      { error: "MissingFileError", items: 1, tries: 1 },
    ]);
  });

  it("knows the pace of an analysis in the last five minutes, while it runs", () => {
    history.begin(start);
    const { analysis } = fixture;
    history.take(doneIn(1), start);
    expect(history.paceOf(analysis, start + 5000)).toBeUndefined();
    history.take(doneIn(1), start + 500);
    expect(history.paceOf(analysis, start + 999)).toBeUndefined();
    expect(history.paceOf(analysis, start + 4000)).toBe(2.5);
    endStep(9);
    expect(history.paceOf(analysis, now)).toBe(10 / 270);
    endStep();
    expect(history.paceOf(analysis, now)).toBeUndefined();
    history.take(doneIn(1), now);
    expect(history.paceOf(analysis, now)).toBe(10 / 270);
    endStep(1, new Set());
    expect(history.paceOf(analysis, now)).toBeUndefined();
  });
});
