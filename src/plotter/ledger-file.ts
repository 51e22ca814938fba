import type { FileFailed, FilePlanned, Failure, PartitionDone, PartitionFailed } from "../protocol/log-event.ts";
import type { FileIdentity, Partition } from "../protocol/work-item.ts";
import { preferredFailure } from "./failures.ts";
import { fitsPlan, partitionCount, sameIdentity, samePartition, samePlan } from "./ledger-plan.ts";

/** A partition that was given up, or that came without all of its entries. */
export interface FailedPartition {
  readonly identity: FileIdentity;
  readonly partition: Partition;
  readonly failure: Failure;
}

/** What partition-done events of one layout have told of a file. */
export interface DoneParts {
  /** The plan's, or else the first one that came; partitions of another version of the file are not summed. */
  readonly identity: FileIdentity;
  readonly count: number;
  /** One bit for each partition that is in. */
  readonly bits: Uint8Array;
  /** Partitions that are in and whose borders wait for the plan to be checked; empty once the file is planned. */
  readonly unchecked: Map<number, Partition>;
  /** Partitions that came with too few or too many entries. */
  readonly short: Map<number, FailedPartition>;
  partitions: number;
  entries: number;
  /** Whether another version of the file, or other borders, were seen. */
  conflict: boolean;
}

/** Everything that the log has told of one file. Failures and plan know no layout, done partitions do. */
export interface FileState {
  plan: FilePlanned | undefined;
  /** Whether another version of the file, or other borders, were seen. */
  conflict: boolean;
  fileFailure: Failure | undefined;
  readonly failed: Map<number, FailedPartition>;
  /** By layout: before the spec is known, nobody knows which is the right one. */
  readonly done: Map<string, DoneParts>;
  /** All partitions below it are in or failed; only counted once the spec is known. What is closed stays closed. */
  closedBelow: number;
}

/** `complete`: all entries are in. `lost`: something is missing and will not come by itself. `open`: more may come. */
export type FileStanding = "open" | "lost" | "complete";

export function createFileState(): FileState {
  return {
    plan: undefined,
    conflict: false,
    fileFailure: undefined,
    failed: new Map(),
    done: new Map(),
    closedBelow: 0,
  };
}

/** @returns whether anything changed */
export function recordPlan(file: FileState, event: FilePlanned): boolean {
  if (file.plan === undefined) {
    file.plan = event;
    const fits = ({ identity, partition }: FailedPartition) => fitsPlan(event, identity, partition);
    if (!every(file.failed.values(), fits)) file.conflict = true;
    for (const parts of file.done.values()) {
      const { identity, unchecked, short } = parts;
      const unfit = !every(unchecked.values(), (partition) => fitsPlan(event, identity, partition));
      if (unfit || !every(short.values(), fits)) parts.conflict = true;
      unchecked.clear();
    }
    return true;
  }
  if (!samePlan(file.plan, event)) return mark(file);
  // Which mirror answered may differ from try to try; the view must not depend on the order.
  if (event.source >= file.plan.source) return false;
  file.plan = event;
  return true;
}

/** @returns whether anything changed */
export function recordFileFailed(file: FileState, event: FileFailed): boolean {
  const failure = preferredFailure(file.fileFailure, event.failure);
  const changed = failure !== file.fileFailure;
  file.fileFailure = failure;
  return changed;
}

/** @returns whether anything changed */
export function recordPartitionFailed(file: FileState, event: PartitionFailed): boolean {
  if (file.plan !== undefined && !fitsPlan(file.plan, event.identity, event.partition)) return mark(file);
  const added = addFailed(file.failed, event);
  return added === "conflict" ? mark(file) : added === "changed";
}

/**
 * Notes a partition as done.
 *
 * @returns `sum` if its sums are to be added now (never twice for one partition), else whether anything changed.
 */
export function recordPartitionDone(file: FileState, event: PartitionDone, layout: string): "sum" | "changed" | "same" {
  const { identity, partition } = event;
  let parts = file.done.get(layout);
  if (parts === undefined) file.done.set(layout, (parts = createDoneParts(file.plan, event)));
  const known = parts.unchecked.get(partition.index);
  if (
    !sameIdentity(parts.identity, identity) ||
    parts.count !== partition.count ||
    (file.plan !== undefined && !fitsPlan(file.plan, identity, partition)) ||
    (known !== undefined && !samePartition(known, partition))
  )
    return mark(parts) ? "changed" : "same";
  if (hasPart(parts, partition.index)) return "same";
  const expected = partition.entryStop - partition.entryStart;
  if (event.seen !== expected) {
    const failure = shortFailure(event.seen, expected);
    return addFailed(parts.short, { identity, partition, failure }) === "same" ? "same" : "changed";
  }
  parts.bits[partition.index >>> 3]! |= 1 << (partition.index & 7);
  parts.partitions++;
  parts.entries += event.seen;
  if (file.plan === undefined) parts.unchecked.set(partition.index, partition);
  return "sum";
}

/**
 * Where the file stands. A file of which two versions were seen is lost. A plan wins over a failure of the file, a done partition over a
 * failed one. Without a plan the file is open, even if partitions came before it, unless it failed as a whole.
 *
 * Cheap enough for every event: a partition is looked at once in all calls.
 */
export function standingOf(file: FileState, layout: string): FileStanding {
  const parts = file.done.get(layout);
  const { plan } = file;
  if (file.conflict || parts?.conflict === true) return "lost";
  if (plan === undefined) return file.fileFailure === undefined ? "open" : "lost";
  if ((parts?.entries ?? 0) === plan.identity.entries) return "complete";
  const count = partitionCount(plan);
  while (file.closedBelow < count && isClosed(file, parts, file.closedBelow)) file.closedBelow++;
  return file.closedBelow === count ? "lost" : "open";
}

function isClosed(file: FileState, parts: DoneParts | undefined, index: number): boolean {
  return hasPart(parts, index) || file.failed.has(index) || parts?.short.has(index) === true;
}

/** Whether the partition is in. */
export function hasPart(parts: DoneParts | undefined, index: number): boolean {
  return parts !== undefined && (parts.bits[index >>> 3]! & (1 << (index & 7))) !== 0;
}

function createDoneParts(plan: FilePlanned | undefined, event: PartitionDone): DoneParts {
  const count = plan === undefined ? event.partition.count : partitionCount(plan);
  return {
    identity: plan?.identity ?? event.identity,
    count,
    bits: new Uint8Array(Math.ceil(count / 8)),
    unchecked: new Map(),
    short: new Map(),
    partitions: 0,
    entries: 0,
    conflict: false,
  };
}

function addFailed(map: Map<number, FailedPartition>, failed: FailedPartition): "same" | "changed" | "conflict" {
  const { identity, partition, failure } = failed;
  const known = map.get(partition.index);
  if (known !== undefined && !(sameIdentity(known.identity, identity) && samePartition(known.partition, partition)))
    return "conflict";
  const preferred = preferredFailure(known?.failure, failure);
  if (preferred === known?.failure) return "same";
  map.set(partition.index, { identity, partition, failure: preferred });
  return "changed";
}

function mark(state: { conflict: boolean }): boolean {
  const changed = !state.conflict;
  state.conflict = true;
  return changed;
}

function shortFailure(seen: number, expected: number): Failure {
  const message = `Only ${seen} of the ${expected} entries of the partition were seen, so that it does not count; redrive it`;
  return { name: "EntriesMissingError", message, retry: "never", attempts: 1 };
}

function every<T>(values: Iterable<T>, holds: (value: T) => boolean): boolean {
  for (const value of values) if (!holds(value)) return false;
  return true;
}
