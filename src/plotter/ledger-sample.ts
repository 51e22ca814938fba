import { createExactSums, type ExactSums } from "../histogram/exact-sum.ts";
import type { FileFailed, FilePlanned, PartitionDone, PartitionFailed } from "../protocol/log-event.ts";
import {
  createFileState,
  recordFileFailed,
  recordPartitionDone,
  recordPartitionFailed,
  recordPlan,
  standingOf,
  type FileStanding,
  type FileState,
} from "./ledger-file.ts";
import type { FileSummary } from "./file-summary.ts";

export type FileEvent = FilePlanned | PartitionDone | PartitionFailed | FileFailed;

/** What the log has told of one sample: its files, and the exact sum of all deltas that count, by layout. */
export interface SampleState {
  readonly files: Map<number, FileState>;
  readonly sums: Map<string, ExactSums>;
  /** Summaries that are up to date; an event drops its file's. */
  readonly summaries: Map<number, FileSummary>;
  /** Grows with every change. */
  version: number;
}

/** How many files stand where; files of which nothing is known are open. */
export interface Standings {
  lost: number;
  complete: number;
}

export function createSampleState(): SampleState {
  return { files: new Map(), sums: new Map(), summaries: new Map(), version: 0 };
}

/** Sums can be added if fingerprint and length agree; together they are the key of a layout. */
export function layoutKeyOf(fingerprint: string, length: number): string {
  return `${fingerprint}/${length}`;
}

/**
 * Applies one event of a file.
 *
 * @param layout key of the spec's layout; undefined before the spec is known
 * @param standings kept up to date once the spec is known
 * @returns whether anything changed.
 */
export function recordFileEvent(
  sample: SampleState,
  event: FileEvent,
  layout: string | undefined,
  standings: Standings,
): boolean {
  let file = sample.files.get(event.file);
  if (file === undefined) sample.files.set(event.file, (file = createFileState()));
  const before = layout === undefined ? "open" : standingOf(file, layout);
  const changed = applyToFile(sample, file, event);
  if (!changed) return false;
  sample.version++;
  sample.summaries.delete(event.file);
  if (layout !== undefined) {
    count(standings, before, -1);
    count(standings, standingOf(file, layout), 1);
  }
  return true;
}

/** From now on the spec is known: keeps what belongs to it, as anything else would be refused now, and counts the files. */
export function settleSample(sample: SampleState, files: number, layout: string, standings: Standings): void {
  for (const index of sample.files.keys()) if (index >= files) sample.files.delete(index);
  for (const key of sample.sums.keys()) if (key !== layout) sample.sums.delete(key);
  for (const file of sample.files.values()) {
    for (const key of file.done.keys()) if (key !== layout) file.done.delete(key);
    count(standings, standingOf(file, layout), 1);
  }
  sample.version++;
}

function count(standings: Standings, standing: FileStanding, change: 1 | -1): void {
  if (standing !== "open") standings[standing] += change;
}

function applyToFile(sample: SampleState, file: FileState, event: FileEvent): boolean {
  switch (event.kind) {
    case "file-planned":
      return recordPlan(file, event);
    case "file-failed":
      return recordFileFailed(file, event);
    case "partition-failed":
      return recordPartitionFailed(file, event);
    case "partition-done": {
      const key = layoutKeyOf(event.layout, event.sums.length);
      const outcome = recordPartitionDone(file, event, key);
      if (outcome !== "sum") return outcome === "changed";
      let sums = sample.sums.get(key);
      if (sums === undefined) sample.sums.set(key, (sums = createExactSums(event.sums.length)));
      sums.add(event.sums);
      return true;
    }
  }
}
