import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accepted,
  analysis,
  done,
  failureOf,
  fileFailed,
  layout,
  partitionFailed,
  plainView,
  planned,
} from "../../test/support/fixture-log.ts";
import type { FilePlanned, LogEvent } from "../protocol/log-event.ts";
import type { AnalysisView } from "./analysis-view.ts";
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

/** What happens to a partition in the end; anything may also have failed before. */
const fate = fc.record({
  failures: fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.integer({ min: 1, max: 3 })), { maxLength: 2 }),
  short: fc.boolean(),
  sums: fc.option(sums, { nil: undefined, freq: 4 }),
});

function fileEvents(sample: string, file: number): fc.Arbitrary<LogEvent[]> {
  const borders = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 12 });
  return fc
    .record({
      borders,
      isPlanned: fc.boolean(),
      failed: fc.boolean(),
      fates: fc.array(fate, { minLength: 12, maxLength: 12 }),
    })
    .map(({ borders: cuts, isPlanned, failed, fates }) => {
      const plan = planned(sample, file, [0, ...cuts.toSorted((a, b) => a - b)]);
      const events: LogEvent[] = failed ? [fileFailed(sample, file)] : [];
      if (isPlanned) events.push(plan, ...cuts.flatMap((_, index) => partitionEvents(plan, index, fates[index]!)));
      return events;
    });
}

function partitionEvents(
  plan: FilePlanned,
  index: number,
  end: typeof fate extends fc.Arbitrary<infer T> ? T : never,
): LogEvent[] {
  const events: LogEvent[] = end.failures.map(([message, attempts]) =>
    partitionFailed(plan, index, failureOf(message, attempts)),
  );
  if (end.short) events.push({ ...done(plan, index), seen: 0 });
  if (end.sums !== undefined) events.push(done(plan, index, end.sums));
  return events;
}

/** A log, and the same events in another order with some of them repeated. */
const logs = fc
  .tuple(...places.map(([sample, file]) => fileEvents(sample, file)))
  .map((files): LogEvent[] => [accepted(), ...files.flat()])
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
  expect(ledger.view().status).toBe(ledger.status);
  return ledger.view();
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
      { seed: 10, numRuns: 150 },
    );
  });

  it("says complete if and only if nothing is missing and all entries are seen", () => {
    fc.assert(
      fc.property(logs, ({ events }) => {
        const { status, missing, progress } = fold(events);
        const whole = progress.filesPlanned === progress.files && progress.entriesSeen === progress.entries;
        expect(status === "complete").toBe(whole);
        expect(missing.length === 0).toBe(whole);
        expect(status === "incomplete").toBe(!whole && missing.every((part) => part.failure !== undefined));
      }),
      { seed: 11, numRuns: 150 },
    );
  });
});
