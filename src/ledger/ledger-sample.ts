import { createExactSums, type ExactSums } from "../histogram/exact-sum.ts";
import type { FileFailed, FilePlanned, PartitionDone, PartitionFailed } from "../protocol/log-event.ts";
import {
  createFileState,
  recordFileFailed,
  recordPartitionDone,
  recordPartitionFailed,
  recordPlan,
  fileStatusOf,
  type FileStatus,
  type FileState,
} from "./ledger-file.ts";
import type { FileSummary } from "./file-summary.ts";

export type FileEvent = FilePlanned | PartitionDone | PartitionFailed | FileFailed;

/** What the log has told of one sample: its files, and the exact sum of all deltas that count, by layout. */
export interface SampleRecord {
  readonly files: Map<number, FileState>;
  readonly sums: Map<string, ExactSums>;
  /** Summaries that are up to date; an event drops its file's. */
  readonly summaries: Map<number, FileSummary>;
  /** Grows with every change. */
  version: number;
}

/** What an accepted analysis expects, and how many of its files stand where; files of which nothing is known are open. */
export interface RunTally {
  /** Key of the layout that the spec asks for. */
  readonly layout: string;
  /** The latest run. */
  run: number;
  lost: number;
  complete: number;
}

export function createSampleRecord(): SampleRecord {
  return { files: new Map(), sums: new Map(), summaries: new Map(), version: 0 };
}

/** Sums can be added if fingerprint and length agree; together they are the key of a layout. */
export function layoutKeyOf(fingerprint: string, length: number): string {
  return `${fingerprint}/${length}`;
}

/**
 * Applies one event of a file.
 *
 * @param tally kept up to date; undefined before the spec is known
 * @returns whether anything changed.
 */
export function recordFileEvent(sample: SampleRecord, event: FileEvent, tally: RunTally | undefined): boolean {
  let file = sample.files.get(event.file);
  if (file === undefined) sample.files.set(event.file, (file = createFileState()));
  const before = tally === undefined ? "open" : fileStatusOf(file, tally.layout, tally.run);
  const changed = applyToFile(sample, file, event, tally);
  if (!changed) return false;
  sample.version++;
  sample.summaries.delete(event.file);
  if (tally !== undefined) {
    count(tally, before, -1);
    count(tally, fileStatusOf(file, tally.layout, tally.run), 1);
  }
  return true;
}

/** From now on the spec is known: keeps what belongs to it, as anything else would be refused now, and counts the files. */
export function settleSample(sample: SampleRecord, files: number, tally: RunTally): void {
  for (const index of sample.files.keys()) if (index >= files) sample.files.delete(index);
  for (const key of sample.sums.keys()) if (key !== tally.layout) sample.sums.delete(key);
  for (const file of sample.files.values())
    for (const key of file.done.keys()) if (key !== tally.layout) file.done.delete(key);
  countSample(sample, tally);
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

function applyToFile(sample: SampleRecord, file: FileState, event: FileEvent, tally: RunTally | undefined): boolean {
  switch (event.kind) {
    case "file-planned":
      return recordPlan(file, event);
    case "file-failed":
      return recordFileFailed(file, event);
    case "partition-failed":
      return recordPartitionFailed(file, event);
    case "partition-done": {
      // Once the spec is known, an event of another layout does not come here.
      const key = tally?.layout ?? layoutKeyOf(event.layout, event.sums.length);
      const outcome = recordPartitionDone(file, event, key);
      if (outcome !== "sum") return outcome === "changed";
      let sums = sample.sums.get(key);
      if (sums === undefined) sample.sums.set(key, (sums = createExactSums(event.sums.length)));
      sums.add(event.sums);
      return true;
    }
  }
}
