import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accepted,
  analysis,
  cancelledIn,
  done,
  failureOf,
  fileFailed,
  layout,
  partitionFailed,
  plainView,
  planned,
  spec,
} from "../../test/support/fixture-log.ts";
import type { FilePlanned, LogEvent } from "../protocol/log-event.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { createLedger } from "./ledger.ts";

const places = [
  ["run1", 0],
  ["run1", 1],
  ["llll", 0],
  ["eell", 0],
] as const;

const weight = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -9, max: 9 }))
  .map(([x, exponent]) => x * 10 ** exponent);
const sums = fc
  .float64Array({ minLength: layout.length, maxLength: layout.length, noNaN: true, noDefaultInfinity: true })
  .chain((wild) =>
    fc.oneof(
      fc.constant(wild),
      fc
        .array(fc.oneof(weight, fc.constant(0)), { minLength: layout.length, maxLength: layout.length })
        .map((list) => Float64Array.from(list)),
    ),
  );

const run = fc.integer({ min: 1, max: 3 });
const failures = fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.integer({ min: 1, max: 3 }), run), { maxLength: 3 });

/** What happens to a partition in the end; anything may also have failed before, in any run. */
const fate = fc.record({
  failures,
  short: fc.boolean(),
  sums: fc.option(sums, { nil: undefined, freq: 4 }),
});

function fileEvents(sample: string, file: number): fc.Arbitrary<LogEvent[]> {
  const borders = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 12 });
  return fc
    .record({
      borders,
      isPlanned: fc.boolean(),
      failed: failures,
      fates: fc.array(fate, { minLength: 12, maxLength: 12 }),
    })
    .map(({ borders: cuts, isPlanned, failed, fates }) => {
      const plan = planned(sample, file, [0, ...cuts.toSorted((a, b) => a - b)]);
      const events: LogEvent[] = failed.map(([message, attempts, of]) =>
        fileFailed(sample, file, failureOf(message, attempts), of),
      );
      if (isPlanned) events.push(plan, ...cuts.flatMap((_, index) => partitionEvents(plan, index, fates[index]!)));
      return events;
    });
}

function partitionEvents(
  plan: FilePlanned,
  index: number,
  end: typeof fate extends fc.Arbitrary<infer T> ? T : never,
): LogEvent[] {
  const events: LogEvent[] = end.failures.map(([message, attempts, of]) =>
    partitionFailed(plan, index, failureOf(message, attempts), of),
  );
  if (end.short) events.push({ ...done(plan, index), seen: 0 });
  if (end.sums !== undefined) events.push(done(plan, index, end.sums));
  return events;
}

/** Runs that were accepted, by different people on different plotters at different times, and runs that were cancelled. */
const runs = fc.tuple(
  fc.array(
    fc.tuple(
      run,
      fc.constantFrom("2026-01-02T03:04:05.000Z", "2026-01-02T03:04:06.000Z"),
      fc.constantFrom({}, { startedBy: "Anna" }, { startedBy: "Ben" }),
    ),
    { minLength: 1, maxLength: 4 },
  ),
  fc.array(run, { maxLength: 2 }),
);

/** A log, and the same events in another order with some of them repeated. */
const logs = fc
  .tuple(runs, ...places.map(([sample, file]) => fileEvents(sample, file)))
  .map(([[begun, ended], ...files]): LogEvent[] => [
    ...begun.map(([of, at, who]) => ({ ...accepted(undefined, of, at), ...who })),
    ...ended.map(cancelledIn),
    ...files.flat(),
  ])
  .chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray(events, { minLength: events.length }),
      fc.array(fc.constantFrom(...events), { maxLength: 30 }),
      fc.infiniteStream(fc.nat()),
    ),
  )
  .map(([events, shuffled, repeated, positions]) => {
    const other = [...shuffled];
    for (const event of repeated) other.splice(positions.next().value % (other.length + 1), 0, event);
    return { events, other };
  });

function fold(events: readonly LogEvent[]): AnalysisView {
  const ledger = createLedger(analysis);
  for (const event of events) {
    ledger.apply(event);
    // Asking on the way must not matter.
    if (ledger.accepted && event.kind === "partition-failed") ledger.view();
  }
  expect(ledger.view()).toMatchObject({ status: ledger.status, run: ledger.run });
  return ledger.view();
}

/** The highest run that was accepted; 0 without one. */
function latestRunOf(events: readonly LogEvent[]): number {
  return Math.max(0, ...events.flatMap((event) => (event.kind === "accepted" ? [event.run] : [])));
}

/** Entry ranges, with neighbours put together. */
function entriesOf(parts: readonly { readonly entryStart?: number; readonly entryStop?: number }[]): number[][] {
  const ranges: number[][] = [];
  for (const { entryStart = NaN, entryStop = NaN } of parts) {
    const last = ranges.at(-1);
    if (last?.[1] === entryStart) last[1] = entryStop;
    else ranges.push([entryStart, entryStop]);
  }
  return ranges;
}

/** Every bit of every sum, so that 0 and -0 differ. */
function bitsOf(view: AnalysisView): string {
  const all = view.groups.flatMap((group) => [group, ...group.samples]);
  return all
    .flatMap(({ cutflow, histograms }) => [
      Float64Array.from(cutflow.flatMap((stage) => [stage.entries, stage.sumw, stage.sumw2])),
      ...Array.from(histograms.values()).flatMap((one) => [one.entries.slice(), one.sumw.slice(), one.sumw2.slice()]),
    ])
    .map((numbers) => Buffer.from(numbers.buffer).toString("hex"))
    .join(" ");
}

describe("the ledger", () => {
  it("gives the same bits, status and missing parts for any order and any repetition of the events", () => {
    fc.assert(
      fc.property(logs, ({ events, other }) => {
        const [view, again] = [fold(events), fold(other)];
        expect(bitsOf(again)).toBe(bitsOf(view));
        expect(plainView(again)).toEqual(plainView(view));
      }),
      { seed: 10, numRuns: 120 },
    );
  });

  it("says complete if and only if nothing is missing and all entries are seen", () => {
    fc.assert(
      fc.property(logs, ({ events }) => {
        const { status, missing, progress } = fold(events);
        const whole = progress.filesPlanned === progress.files && progress.entriesSeen === progress.entries;
        expect(status === "complete").toBe(whole);
        expect(missing.length === 0).toBe(whole);
        const run = latestRunOf(events);
        const isCancelled = events.some((event) => event.kind === "cancelled" && event.run === run);
        expect(status === "cancelled").toBe(!whole && isCancelled);
        const isLost = missing.every((part) => part.failure !== undefined);
        expect(status === "incomplete").toBe(!whole && !isCancelled && isLost);
      }),
      { seed: 11, numRuns: 120 },
    );
  });

  it("tells the latest run, when the first was accepted, and no failure of a run before the latest", () => {
    fc.assert(
      fc.property(logs, ({ events }) => {
        const { run: latestRun, acceptedAt, startedBy, missing } = fold(events);
        expect(latestRun).toBe(latestRunOf(events));
        const begun = events.filter((event) => event.kind === "accepted");
        const first = Math.min(...begun.map((event) => event.run));
        expect(acceptedAt).toBe(begun.flatMap((event) => (event.run === first ? [event.at] : [])).sort()[0]);
        const names = begun.flatMap((event) =>
          event.run === first && event.at === acceptedAt ? [event.startedBy] : [],
        );
        expect(names).toContain(startedBy);
        const counting = events.flatMap((event) =>
          (event.kind === "file-failed" || event.kind === "partition-failed") && event.run >= latestRun
            ? [event.failure]
            : [],
        );
        for (const { failure } of missing)
          if (failure !== undefined && failure.name !== "EntriesMissingError") expect(counting).toContainEqual(failure);
      }),
      { seed: 12, numRuns: 60 },
    );
  });

  it("asks for exactly the entries that are missing, file by file", () => {
    fc.assert(
      fc.property(logs, ({ events }) => {
        const ledger = createLedger(analysis);
        for (const event of events) ledger.apply(event);
        const { missing } = ledger.view();
        for (const [sample, file] of places) {
          const gap = ledger.gapOf(sample, file);
          const path = spec.groups.flatMap((group) => group.samples).find(({ name }) => name === sample)!.files[file]!;
          const ofFile = missing.filter((part) => part.sample === sample && part.file === path);
          if (gap.kind === "none") expect(ofFile).toEqual([]);
          else if (gap.kind === "file") expect(ofFile).toMatchObject([{ file: path }]);
          else expect(entriesOf(gap.partitions)).toEqual(entriesOf(ofFile));
          expect(gap.kind === "file").toBe(ofFile.length > 0 && ofFile[0]!.entryStart === undefined);
        }
      }),
      { seed: 13, numRuns: 60 },
    );
  });
});
