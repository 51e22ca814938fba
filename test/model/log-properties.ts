import type { MissingPart } from "../../src/protocol/documents/analysis-document.ts";
import type { AnalysisView } from "../../src/protocol/documents/analysis-view.ts";
import type { LogEvent, PartitionDone, PartitionPart } from "../../src/protocol/log-event.ts";
import type { InventedAnalysis } from "./invented-files.ts";
import type { LogFacts } from "./logs.ts";
import { Violation } from "./violation.ts";

/**
 * What must hold for every log, restated without the ledger: from the set of partitions that are in, and from whole-number arithmetic.
 */
export function logFaultOf(
  analysis: InventedAnalysis,
  facts: LogFacts,
  view: AnalysisView | undefined,
): Violation | undefined {
  const { events, status } = facts;
  if (view === undefined) return undefined;
  const done = distinctDone(events);
  const expected = exactSums([...done.values()].map((event) => event.sums));
  const shown = shownSums(view);
  if (done.size > 0 && !shown.every((value, i) => Object.is(value, expected[i])))
    return new Violation(
      "counted once",
      `the sums are ${shown.join()}, but those of what is in are ${expected.join()}`,
    );
  const missing = missingParts(analysis, events, done);
  const told = view.missing.flatMap((part) => placesOf(part, analysis));
  if (told.join() !== missing.join())
    return new Violation("complete", `the missing parts are told as ${told.join()}, but are ${missing.join()}`);
  if ((status === "complete") !== (missing.length === 0))
    return new Violation("complete", `the status is ${status}, with ${missing.length} parts missing`);
  const unexplained = view.missing.find(({ failure }) => failure === undefined);
  if (status === "incomplete" && unexplained !== undefined)
    return new Violation(
      "complete",
      `it is incomplete, but nothing says why ${placesOf(unexplained, analysis).join()} is missing`,
    );
  const isCancelled = events.some((event) => event.kind === "cancelled" && event.run === facts.run);
  if (status !== "complete" && (status === "cancelled") !== isCancelled)
    return new Violation(
      "cancelled",
      `the status is ${status}, and the latest run is ${isCancelled ? "" : "not "}cancelled`,
    );
  return undefined;
}

/** The event of each partition that is in, whole or in all of its parts. */
export function distinctDone(events: readonly LogEvent[]): Map<string, PartitionDone> {
  const done = new Map<string, PartitionDone>();
  const parts = new Map<string, number[]>();
  for (const event of events) {
    const whole = event.kind === "partition-part" ? withPart(parts, event) : event;
    if (whole?.kind === "partition-done") done.set(`${whole.file}/${whole.partition.index}`, whole);
  }
  return done;
}

/** The whole, if this is the last of its parts. */
function withPart(parts: Map<string, number[]>, { part, ...rest }: PartitionPart): PartitionDone | undefined {
  const key = `${rest.file}/${rest.partition.index}/${part.digest}`;
  const sums = parts.get(key) ?? Array.from({ length: part.length }, () => NaN);
  parts.set(key, sums);
  sums.splice(part.start, rest.sums.length, ...rest.sums);
  return sums.some(Number.isNaN) ? undefined : { ...rest, kind: "partition-done", sums: Float64Array.from(sums) };
}

/** All numbers of the only group, in the order of the layout: cutflow, then histogram. */
function shownSums(view: AnalysisView): number[] {
  const { cutflow, histograms } = view.groups[0]!;
  const { entries, sumw, sumw2 } = cutflow[0]!;
  const histogram = histograms.get("h")!;
  return [entries, sumw, sumw2, ...histogram.entries, ...histogram.sumw, ...histogram.sumw2];
}

/** Float64 numbers down to this one are whole when divided by it, and their sums can be told exactly. */
const unit = 2 ** -80;

/** Slot by slot, with nothing rounded but the end. */
function exactSums(vectors: readonly Float64Array[]): number[] {
  const length = vectors[0]?.length ?? 0;
  return Array.from({ length }, (_, slot) => {
    const whole = vectors.reduce((sum, vector) => sum + BigInt(vector[slot]! / unit), 0n);
    return Number(whole) * unit;
  });
}

/** A missing part, partition by partition: a view joins neighbours that are missing for the same reason. */
function placesOf({ file, entryStart, entryStop }: MissingPart, { edges }: InventedAnalysis): string[] {
  if (entryStart === undefined || entryStop === undefined) return [file];
  const borders = edges[Number.parseInt(file)]!;
  return borders
    .slice(1)
    .flatMap((stop, i) => (borders[i]! >= entryStart && stop <= entryStop ? [`${file}[${borders[i]!},${stop})`] : []));
}

/** Places of everything that is not in. */
function missingParts(
  { edges }: InventedAnalysis,
  events: readonly LogEvent[],
  done: ReadonlyMap<string, PartitionDone>,
): string[] {
  return edges.flatMap((borders, file) => {
    const isPlanned = events.some((event) => event.kind === "file-planned" && event.file === file);
    if (!isPlanned) return [`${file}.root`];
    return borders
      .slice(1)
      .flatMap((stop, index) => (done.has(`${file}/${index}`) ? [] : [`${file}.root[${borders[index]!},${stop})`]));
  });
}

/** What is left of a log when all that is forgotten is left out, and every start that counted on it. */
export function countingEvents(events: readonly LogEvent[]): readonly LogEvent[] {
  let counting: LogEvent[] = [];
  let forgotten = 0;
  for (const event of events) {
    if (event.kind === "accepted" && (event.afterForgotten ?? 0) < forgotten) continue;
    if (event.kind !== "forgotten") {
      counting.push(event);
      continue;
    }
    const run = counting.reduce((most, one) => (one.kind === "accepted" ? Math.max(most, one.run) : most), 0);
    if (event.run < run || event.run <= forgotten) continue;
    counting = [];
    forgotten = event.run;
  }
  return counting;
}
