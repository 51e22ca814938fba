import { createExactSums, type ExactSums } from "../histogram/exact-sum.ts";
import { type Delta, lengthOf } from "../protocol/delta.ts";
import type { FileFailed, FilePlanned, PartitionFailed } from "../protocol/log-event.ts";
import { createFileCopies, firstOf, isFirstTime, keepAgain, notePlanned, type FileCopies } from "./file-copies.ts";
import {
  createFileState,
  recordFileFailed,
  recordDelta,
  recordPartitionFailed,
  recordPlan,
  settleFailures,
  fileStatusOf,
  type FileStatus,
  type FileState,
} from "./ledger-file.ts";
import type { FileSummary } from "./file-summary.ts";
import type { PartialDeltas } from "./partial-deltas.ts";

export type FileEvent = FilePlanned | Delta | PartitionFailed | FileFailed;

/** What the log has told of one sample: its files, and the exact sum of all deltas that count, by layout. */
export interface SampleRecord {
  readonly files: Map<number, FileState>;
  readonly sums: Map<string, ExactSums>;
  /** Summaries that are up to date; an event drops its file's. */
  readonly summaries: Map<number, FileSummary>;
  /** Which of its files are one; undefined if the specification means that they count as often as they stand there. */
  copies: FileCopies | undefined;
  /** Grows with every change. */
  version: number;
}

/** What an accepted analysis expects, and how many of its files stand where; files of which nothing is known are open. */
export interface RunTally {
  /** Key of the layout that the spec asks for. */
  readonly layout: string;
  /** How many sums of it are kept: its first ones. */
  readonly kept: number;
  /** The latest run. */
  run: number;
  lost: number;
  complete: number;
}

/** @param mayRepeat whether the specification means that a file counts as often as it stands there; false before it is known */
export function createSampleRecord(mayRepeat: boolean): SampleRecord {
  const copies = mayRepeat ? undefined : createFileCopies();
  return { files: new Map(), sums: new Map(), summaries: new Map(), copies, version: 0 };
}

/** Sums can be added if fingerprint and length agree; together they are the key of a layout. */
export function layoutKeyOf(fingerprint: string, length: number): string {
  return `${fingerprint}/${length}`;
}

/**
 * Applies one event of a file.
 *
 * @param partial of the lane
 * @param tally kept up to date; undefined before the spec is known
 * @returns whether anything changed.
 */
export function recordFileEvent(
  sample: SampleRecord,
  event: FileEvent,
  partial: PartialDeltas,
  tally: RunTally | undefined,
): boolean {
  let file = sample.files.get(event.file);
  if (file === undefined) sample.files.set(event.file, (file = createFileState()));
  const before = tally === undefined ? "open" : fileStatusOf(file, tally.layout, tally.run);
  const changed = applyToFile(sample, file, event, partial, tally);
  if (!changed) return false;
  sample.version++;
  sample.summaries.delete(event.file);
  if (tally !== undefined) {
    count(tally, before, -1);
    count(tally, fileStatusOf(file, tally.layout, tally.run), 1);
  }
  return true;
}

/**
 * From now on the spec is known: keeps what belongs to it, as anything else would be refused now, and counts the files.
 *
 * @param mayRepeat as in `createSampleRecord`
 */
export function settleSample(sample: SampleRecord, files: number, mayRepeat: boolean, tally: RunTally): void {
  for (const index of sample.files.keys()) if (index >= files) sample.files.delete(index);
  for (const key of sample.sums.keys()) if (key !== tally.layout) sample.sums.delete(key);
  for (const file of sample.files.values()) {
    for (const key of file.done.keys()) if (key !== tally.layout) file.done.delete(key);
    settleFailures(file, tally.run);
  }
  settleCopies(sample, mayRepeat, tally);
  const sums = sample.sums.get(tally.layout);
  if (sums !== undefined && sums.length > tally.kept) sample.sums.set(tally.layout, sums.first(tally.kept));
  countSample(sample, tally);
}

/** What came again is added if it is meant, and forgotten if not. */
function settleCopies(sample: SampleRecord, mayRepeat: boolean, { layout }: RunTally): void {
  const { copies, files } = sample;
  if (copies === undefined) return;
  const again = copies.again.get(layout);
  if (mayRepeat && again !== undefined) sample.sums.get(layout)?.merge(again);
  copies.again.clear();
  for (const version of copies.versions.values()) version.first = undefined;
  for (const file of files.values()) file.isCopy = false;
  sample.copies = mayRepeat ? undefined : copies;
  for (const [index, { plan }] of files) if (plan !== undefined) markCopy(sample, index, plan);
}

/** A file has been planned: it, or the one that was the first until now, may be a copy of the other. */
function markCopy(sample: SampleRecord, index: number, { identity }: FilePlanned): FileState | undefined {
  const copy = sample.copies === undefined ? undefined : notePlanned(sample.copies, index, identity);
  const file = copy === undefined ? undefined : sample.files.get(copy);
  if (file !== undefined) file.isCopy = true;
  return file;
}

/** The first file that this one is a copy of; undefined if it is none. */
export function originalOf({ copies }: SampleRecord, { isCopy, plan }: FileState): number | undefined {
  return isCopy && copies !== undefined && plan !== undefined ? firstOf(copies, plan.identity) : undefined;
}

/** Counts the files of a sample, when the spec or another run has become known: failures of earlier runs count no longer. */
export function countSample(sample: SampleRecord, tally: RunTally): void {
  for (const file of sample.files.values()) {
    file.closedBelow = 0;
    count(tally, fileStatusOf(file, tally.layout, tally.run), 1);
  }
  sample.summaries.clear();
  sample.version++;
}

function count(tally: RunTally, status: FileStatus, change: 1 | -1): void {
  if (status !== "open") tally[status] += change;
}

/** What is in of the files of a sample. */
export function partsIn({ files }: SampleRecord): object[] {
  return [...files.values()].flatMap(({ done }) => [...done.values()]);
}

function applyToFile(
  sample: SampleRecord,
  file: FileState,
  event: FileEvent,
  partial: PartialDeltas,
  tally: RunTally | undefined,
): boolean {
  switch (event.kind) {
    case "file-planned": {
      const isPlanned = file.plan !== undefined;
      const changed = recordPlan(file, event);
      if (!isPlanned) planned(sample, file, event, tally);
      return changed;
    }
    case "file-failed":
      return recordFileFailed(file, event);
    case "partition-failed":
      return recordPartitionFailed(file, event);
    case "partition-done":
    case "partition-part": {
      const length = lengthOf(event);
      // Once the spec is known, an event of another layout does not come here.
      const key = tally?.layout ?? layoutKeyOf(event.layout, length);
      // Before it is known, a failure is of no run yet (settleFailures).
      const { run, kept: first } = tally ?? { run: Infinity, kept: length };
      const outcome = recordDelta(file, event, { layout: key, kept: first, run, partial });
      if (typeof outcome === "string") return outcome === "changed";
      const { copies } = sample;
      if (copies !== undefined && !isFirstTime(copies, event, key, file.done.get(key)!.bits)) {
        if (tally === undefined) keepAgain(copies, key, outcome);
        return true;
      }
      const kept = outcome.subarray(0, first);
      let sums = sample.sums.get(key);
      if (sums === undefined) sample.sums.set(key, (sums = createExactSums(kept.length)));
      sums.add(kept);
      return true;
    }
  }
}

/** The caller counts the file of the event itself. */
function planned(sample: SampleRecord, file: FileState, event: FilePlanned, tally: RunTally | undefined): void {
  const first = sample.copies === undefined ? undefined : firstOf(sample.copies, event.identity);
  const other = first === undefined ? undefined : sample.files.get(first);
  const before = other === undefined || tally === undefined ? "open" : fileStatusOf(other, tally.layout, tally.run);
  const copy = markCopy(sample, event.file, event);
  if (copy === undefined || copy === file || tally === undefined) return;
  count(tally, before, -1);
  count(tally, fileStatusOf(copy, tally.layout, tally.run), 1);
}
