import { derivedHistograms, type ShownHistogram } from "../analysis/derived-histograms.ts";
import { layoutOf, type Layout } from "../analysis/layout.ts";
import type { AnalysisSpec, GroupSpec, SampleSpec } from "../analysis/spec.ts";
import { bridgeLane } from "../protocol/bridge-messages.ts";
import { type Delta, isDelta, lengthOf, partProblem } from "../protocol/delta.ts";
import type { Accepted, ColumnsSeen, LogEvent } from "../protocol/log-event.ts";
import type { OfWork } from "../protocol/record-origin.ts";
import { edgesProblem, partitionProblem } from "../protocol/work-item.ts";
import { ForeignEventError, IncompatibleSumsError } from "./errors.ts";
import { mostBytesOf, withoutHistograms } from "./memory-need.ts";
import { layoutKeyOf, type RunTally, type FileEvent } from "./ledger-sample.ts";

/** What a spec says of the events to come. */
export interface Expectation {
  readonly spec: AnalysisSpec;
  readonly layout: Layout;
  /** What of it is kept: all, or the cutflow where the histograms can take more memory than there is. */
  readonly kept: Layout;
  /** The histograms of `kept`, and those that follow from them. */
  readonly shown: readonly ShownHistogram[];
  readonly tally: RunTally;
  readonly files: number;
  readonly samples: ReadonlyMap<string, SampleSpec>;
  /** Of each sample. */
  readonly lanes: ReadonlyMap<string, string>;
  /** Samples of which a file counts as often as it stands there. */
  readonly mayRepeat: ReadonlySet<string>;
}

/**
 * What follows from the spec of an accepted analysis.
 *
 * @param mostBytes of memory that it may take
 * @throws {InvalidAxisError} or {LayoutTooLargeError} as `layoutOf`.
 */
export function expectationOf({ spec, run }: Accepted, mostBytes: number): Expectation {
  const layout = layoutOf(spec);
  const kept = mostBytesOf(spec, layout) > mostBytes ? withoutHistograms(layout) : layout;
  const list = spec.groups.flatMap((group) => group.samples);
  return {
    spec,
    layout,
    kept,
    shown: [...kept.histograms, ...derivedHistograms(spec.variations, kept.histograms)],
    tally: { layout: layoutKeyOf(layout.fingerprint, layout.length), kept: kept.length, run, lost: 0, complete: 0 },
    files: list.reduce((sum, sample) => sum + sample.files.length, 0),
    samples: new Map(list.map((sample) => [sample.name, sample])),
    lanes: new Map(spec.groups.flatMap(({ lane, samples }) => samples.map(({ name }) => [name, lane] as const))),
    mayRepeat: new Set(spec.groups.flatMap(repeatable)),
  };
}

/** Parts that other programs published are told apart by their number; their content may be the same by chance. */
function repeatable({ lane, samples }: GroupSpec): string[] {
  return samples.flatMap(({ name, allowRepeatedFiles }) =>
    lane === bridgeLane || allowRepeatedFiles === true ? [name] : [],
  );
}

/**
 * Each start is one run later than all before it. So many more may be missing in what a reader sees: starts that failed before anything of
 * them was stored, or records that its operator had removed.
 */
export const mostRunsAhead = 100_000;

/** A log may begin in the middle, with what says how far it was. Beyond this there would be no room for later runs. */
const latestFirstRun = 2 ** 52;

/**
 * A run that nobody can have begun would leave no number to later ones.
 *
 * @param highestRun that is known; 0 if none is
 * @throws {ForeignEventError} if the event's run is too far beyond it.
 */
export function checkRun(event: Extract<LogEvent, { run: number }>, highestRun: number): void {
  const run = event.kind === "forgotten" ? Math.max(event.run, event.beyond) : event.run;
  const mayBeFirst = highestRun === 0 && (event.kind === "accepted" || event.kind === "forgotten");
  const most = mayBeFirst ? latestFirstRun : highestRun + mostRunsAhead;
  if (run <= most) return;
  throw new ForeignEventError(
    `Impossible ${event.kind} event: run ${run}, but the highest known run is ${highestRun}, and none is beyond ${most}`,
    { field: "run" },
  );
}

/** @throws {ForeignEventError} if borders, of a partition or of a part of its sums, contradict each other. */
export function checkRanges(event: FileEvent): void {
  const problem =
    event.kind === "file-planned"
      ? edgesProblem(event.identity, event.edges)
      : event.kind === "file-failed"
        ? undefined
        : (partitionProblem(event.identity, event.partition) ??
          (event.kind === "partition-part" ? partProblem(event.part, event.sums.length) : undefined));
  if (problem !== undefined) throw new ForeignEventError(`Impossible ${event.kind} event: ${problem}`, whereOf(event));
}

/** @throws {ForeignEventError} or {IncompatibleSumsError} if the spec has no place for it. */
export function checkBelongs(expected: Expectation, event: FileEvent | ColumnsSeen): void {
  const files = expected.samples.get(event.sample)?.files;
  if (files === undefined || event.file >= files.length)
    throw new ForeignEventError(
      files === undefined
        ? "The spec has no such sample"
        : `The sample has ${files.length} files, not file ${event.file}`,
      whereOf(event),
    );
  if (isDelta(event)) checkLayout(expected.layout, event);
}

/**
 * @param lane whose processors wrote the event, if that is known
 * @throws {ForeignEventError} if it is of another one.
 */
export function checkLane({ lanes }: Expectation, event: OfWork, lane: string | undefined): void {
  if (lane === undefined) return;
  if (event.kind === "item-unreadable") {
    if ([...lanes.values()].includes(lane)) return;
    throw new ForeignEventError(`Processors of the lane ${lane} wrote of this analysis, which has no work in it`);
  }
  const own = lanes.get(event.sample);
  if (lane === own) return;
  throw new ForeignEventError(
    `Processors of the lane ${lane} wrote of a sample of the lane ${own}; is their login in other hands?`,
    whereOf(event),
  );
}

function checkLayout(layout: Layout, event: Delta): void {
  const length = lengthOf(event);
  if (event.layout === layout.fingerprint && length === layout.length) return;
  throw new IncompatibleSumsError(
    `The sums have layout ${event.layout} and ${length} numbers, but the spec asks for ${layout.fingerprint} and ${layout.length}; ` +
      "was the processor given another spec, or is it of another release?",
    whereOf(event),
  );
}

function whereOf(event: FileEvent | ColumnsSeen): { sample: string; file: string } {
  return { sample: event.sample, file: `${event.file}` };
}
