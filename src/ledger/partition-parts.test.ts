import { describe, expect, it } from "vitest";
import { accepted, analysis, done, layout, plainView, planned, spec } from "../../test/support/fixture-log.ts";
import { layoutOf } from "../analysis/layout.ts";
import type { LogEvent, PartitionPart } from "../protocol/log-event.ts";
import { splitDelta } from "../protocol/split-delta.ts";
import { ForeignEventError, IncompatibleSumsError } from "./errors.ts";
import { createLedger } from "./ledger.ts";
import { mostBytesOf } from "./memory-need.ts";
import { mostPartial } from "./partial-deltas.ts";

const plan = planned("run1", 0, [0, 10, 20]);
const event = done(plan, 0);
const parts = (await splitDelta(event, 6)) as readonly PartitionPart[];

function ledgerOf(...events: readonly LogEvent[]) {
  const ledger = createLedger(analysis);
  for (const one of events) ledger.apply(one);
  return ledger;
}

describe("a partition whose sums come in parts", () => {
  it("is missing until the last part is in, then counts, and later parts of it change nothing", () => {
    const ledger = ledgerOf(accepted(), plan);
    const before = plainView(ledger.view());
    for (const part of [...parts.slice(1), parts[1]!]) ledger.apply(part);
    expect(plainView(ledger.view())).toEqual(before);
    expect(ledger.apply(parts[0]!)).toBe(true);
    const after = plainView(ledger.view());
    expect(after).toEqual(plainView(ledgerOf(accepted(), plan, event).view()));
    for (const again of [...parts, event]) expect(ledger.apply(again)).toBe(false);
    expect(plainView(ledger.view())).toEqual(after);
  });

  it("is shown as in a replay, whatever was asked on the way, though its file is not planned yet", () => {
    const watched = ledgerOf(accepted());
    for (const part of parts.slice(0, 2)) {
      watched.view();
      watched.apply(part);
    }
    expect(plainView(watched.view())).toEqual(plainView(ledgerOf(...parts.slice(0, 2), accepted()).view()));
  });

  it("counts when it comes whole after some of its parts", () => {
    const ledger = ledgerOf(accepted(), plan, parts[0]!, event, ...parts);
    expect(plainView(ledger.view())).toEqual(plainView(ledgerOf(accepted(), plan, event).view()));
  });

  it("counts when parts came before the specification, and their memory is free if they are of another one", async () => {
    const foreign = await splitDelta({ ...event, layout: "0".repeat(16) }, 6);
    const ledger = ledgerOf(parts[0]!, foreign[0]!, plan);
    const early = ledger.memoryBytes;
    ledger.apply(accepted());
    expect(early).toBe(2 * 8 * 6);
    for (const part of parts) ledger.apply(part);
    expect(plainView(ledger.view())).toEqual(plainView(ledgerOf(accepted(), plan, event).view()));
  });

  it("is another version's if its parts are, though not all are in", () => {
    const other = { ...parts[0]!, identity: { ...parts[0]!.identity, uuid: "other" } };
    expect(ledgerOf(accepted(), plan, other).gapOf("run1", 0)).toEqual({ kind: "none" });
  });

  it("does not count if entries were not seen, and says so with its first part", async () => {
    const [short] = await splitDelta({ ...event, seen: 9 }, 6);
    const { missing } = ledgerOf(accepted(), plan, short!).view();
    expect(missing[0]).toMatchObject({ entryStop: 10, failure: { name: "EntriesMissingError" } });
  });

  it("is read from where it was read in all of its parts", () => {
    const moved = parts.map((part, i) => ({ ...part, source: i === 1 ? "a" : "b" }));
    const views = [moved, moved.toReversed()].map((order) => plainView(ledgerOf(accepted(), ...order, plan).view()));
    expect(views[0]).toEqual(views[1]);
  });

  it("is refused with parts that the specification has no place for, or that contradict themselves", () => {
    const ledger = ledgerOf(accepted(), plan);
    const withPart = (change: object) => ({ ...parts[0]!, part: { ...parts[0]!.part, ...change } });
    expect(() => ledger.apply({ ...parts[0]!, layout: "0".repeat(16) })).toThrow(IncompatibleSumsError);
    expect(() => ledger.apply(withPart({ length: layout.length + 1 }))).toThrow(IncompatibleSumsError);
    expect(() => ledger.apply(withPart({ start: layout.length }))).toThrow(ForeignEventError);
    expect(() => ledger.apply(parts[0]!, "another lane")).toThrow(ForeignEventError);
  });

  it("is forgotten with everything else", () => {
    const at = "2026-01-02T03:05:00Z";
    const forgotten = { version: 1, analysis, kind: "forgotten", at, run: 1, beyond: 1 } as const;
    const [first, ...others] = parts;
    const ledger = ledgerOf(accepted(), plan, first!, forgotten);
    expect(ledger.memoryBytes).toBe(0);
    for (const one of [{ ...accepted(spec, 2), afterForgotten: 1 }, plan, ...others]) ledger.apply(one);
    expect(ledger.view().progress.partitionsDone).toBe(0);
  });
});

describe("partitions of which some parts are in", () => {
  const edges = Array.from({ length: mostPartial + 2 }, (_, i) => i);
  const many = planned("run1", 0, edges);

  it("are kept up to a bound; one more is a named failure, and counts when it comes once there is room", async () => {
    const all = await Promise.all(edges.slice(1).map((_, i) => splitDelta(done(many, i), 6)));
    const ledger = ledgerOf(accepted(), many);
    for (const [first] of all.slice(0, mostPartial)) ledger.apply(first!);
    const last = all.at(-1)!;
    for (const [i, part] of last.entries()) expect(ledger.apply(part)).toBe(i === 0);
    expect(ledger.view().missing.find(({ failure }) => failure !== undefined)).toMatchObject({
      entryStart: mostPartial,
      failure: { name: "PartsWithoutRoomError" },
    });
    for (const part of [...all[0]!, ...last]) ledger.apply(part);
    expect(ledger.view().missing.find(({ failure }) => failure !== undefined)).toBeUndefined();
    expect(ledger.view().progress.partitionsDone).toBe(2);
  });

  it("are those of their lane: another's, though they come before the specification, take no room", async () => {
    const all = await Promise.all(edges.slice(1).map((_, i) => splitDelta(done(many, i), 6)));
    const ledger = createLedger(analysis);
    for (const [first] of all.slice(0, mostPartial)) ledger.apply(first!, "another lane");
    for (const one of [...all[0]!, many, accepted(), ...all[1]!]) ledger.apply(one);
    expect(ledger.view().progress.partitionsDone).toBe(2);
    expect(ledger.view().missing.find(({ failure }) => failure !== undefined)).toBeUndefined();
  });

  it("are refused as a whole: the rest of one without room takes none when there is some again", async () => {
    const all = await Promise.all(edges.slice(1).map((_, i) => splitDelta(done(many, i), 6)));
    const ledger = ledgerOf(accepted(), many);
    for (const [first] of all.slice(0, mostPartial)) ledger.apply(first!);
    const [start, ...rest] = all[mostPartial]!;
    ledger.apply(start!);
    for (const part of all[0]!) ledger.apply(part);
    for (const part of [...rest, ...rest]) expect(ledger.apply(part)).toBe(false);
    for (const part of all[1]!) ledger.apply(part);
    expect(ledger.view().progress.partitionsDone).toBe(2);
  });

  it("fail in the run that they came before, and not in a later one", async () => {
    const all = await Promise.all(edges.slice(1).map((_, i) => splitDelta(done(many, i), 6)));
    const ledger = createLedger(analysis);
    for (const [first] of all) ledger.apply(first!);
    for (const one of [many, accepted()]) ledger.apply(one);
    const failures = () => ledger.view().missing.filter(({ failure }) => failure !== undefined).length;
    expect(failures()).toBe(1);
    ledger.apply(accepted(spec, 2));
    expect(failures()).toBe(0);
  });

  it("are within what an analysis is said to take at most", () => {
    const axis = { type: "regular", bins: 10_000, lower: 0, upper: 1, label: "", unit: "" } as const;
    const histograms = Array.from({ length: 4 }, (_, i) => ({ ...spec.histograms[0]!, name: `h${i}`, axis }));
    const [one, four] = [histograms.slice(0, 1), histograms].map((list) => layoutOf({ ...spec, histograms: list }));
    const perNumber = (of: typeof one) => mostBytesOf(spec, of!) / of!.length;
    expect(perNumber(four) - perNumber(one)).toBeGreaterThan(0.99 * 8 * mostPartial);
  });
});
