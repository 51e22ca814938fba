import type { Delta } from "../protocol/delta.ts";
import type { Failure, FileFailed, FilePlanned, PartitionFailed } from "../protocol/log-event.ts";
import { sameIdentity, type FileIdentity, type Partition } from "../protocol/work-item.ts";
import { latestFailure, preferredFailure, type RunFailure } from "./failures.ts";
import { noteVersion, type FileVersions } from "./file-versions.ts";
import { createBits, hasBit, setBit, type PartitionBits } from "./partition-bits.ts";
import { fitsPlan, partitionCount, samePartition, samePlan } from "./ledger-plan.ts";
import { mostPartial, type PartialDeltas } from "./partial-deltas.ts";

/** A partition that was given up, or that came without all of its entries. */
export interface FailedPartition extends RunFailure {
  readonly identity: FileIdentity;
  readonly partition: Partition;
}

/** What partition-done events of one layout have told of a file. */
export interface DoneParts {
  /** The plan's, or else the first one that came; partitions of another version of the file are not summed. */
  readonly identity: FileIdentity;
  /** Where it was read: of several places the first in the alphabet. */
  source: string;
  readonly count: number;
  /** One bit for each partition that is in. */
  readonly bits: PartitionBits;
  /** Partitions that are in and whose borders wait for the plan to be checked; empty once the file is planned. */
  readonly unchecked: Map<number, Partition>;
  /** Partitions that came with too few or too many entries; they would in every run. */
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
  /** Versions of the file besides that of its plan and those of its parts; absent as long as there are none. */
  others?: FileVersions;
  fileFailure: RunFailure | undefined;
  readonly failed: Map<number, FailedPartition>;
  /** By layout: before the spec is known, nobody knows which is the right one. */
  readonly done: Map<string, DoneParts>;
  /** Whether a file before it in its sample is the same one, and the specification does not mean that; only then counted. */
  isCopy: boolean;
  /** All partitions below it are in, or failed in the latest run; only counted once the spec is known. What is closed stays closed in a run. */
  closedBelow: number;
}

/** `complete`: all entries are in. `lost`: something is missing and will not come by itself. `open`: more may come. */
export type FileStatus = "open" | "lost" | "complete";

export function createFileState(): FileState {
  return {
    plan: undefined,
    conflict: false,
    fileFailure: undefined,
    failed: new Map(),
    done: new Map(),
    isCopy: false,
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
  if (!samePlan(file.plan, event)) return markOther(file, file, event.identity, event.source);
  // Which mirror answered may differ from try to try; the view must not depend on the order.
  if (event.source >= file.plan.source) return false;
  file.plan = event;
  return true;
}

/** @returns whether anything changed */
export function recordFileFailed(file: FileState, { run, failure }: FileFailed): boolean {
  const known = file.fileFailure;
  file.fileFailure = latestFailure(known, { run, failure });
  return file.fileFailure !== known;
}

/** @returns whether anything changed */
export function recordPartitionFailed(file: FileState, event: PartitionFailed): boolean {
  if (file.plan !== undefined && !fitsPlan(file.plan, event.identity, event.partition))
    return markOther(file, file, event.identity);
  const { identity, partition, failure, run } = event;
  const added = addFailed(file.failed, { identity, partition, failure, run });
  return added === "conflict" ? markOther(file, file, identity) : added === "changed";
}

/** Where deltas are taken in. */
export interface DeltaPlace {
  /** Of the layout of its sums. */
  readonly layout: string;
  /** How many of them are wanted: the first. */
  readonly kept: number;
  /** For a failure of this run. */
  readonly run: number;
  readonly partial: PartialDeltas;
}

/**
 * Notes a partition as done, or a part of it.
 *
 * @returns the sums that are to be added now: of a partition never twice, and none before all of its parts are in. Else whether anything changed.
 */
export function recordDelta(
  file: FileState,
  event: Delta,
  { layout, kept, run, partial }: DeltaPlace,
): Float64Array | "changed" | "same" {
  const { identity, partition } = event;
  let parts = file.done.get(layout);
  const isFirst = parts === undefined;
  if (parts === undefined) file.done.set(layout, (parts = createDoneParts(file.plan, event)));
  const known = parts.unchecked.get(partition.index);
  if (
    !sameIdentity(parts.identity, identity) ||
    parts.count !== partition.count ||
    (file.plan !== undefined && !fitsPlan(file.plan, identity, partition)) ||
    (known !== undefined && !samePartition(known, partition))
  )
    return markOther(file, parts, identity, event.source) ? "changed" : "same";
  const isNewSource = event.source < parts.source;
  if (isNewSource) parts.source = event.source;
  if (hasBit(parts.bits, partition.index)) return isNewSource && isConflicting(file, parts) ? "changed" : "same";
  const expected = partition.entryStop - partition.entryStart;
  if (event.seen !== expected) {
    const short = { identity, partition, ...shortFailure(event.seen, expected) };
    return addFailed(parts.short, short) === "same" ? "same" : "changed";
  }
  // The rest of what was refused would fill up the room that others need; when it is sent anew, it begins with its first part.
  if (
    event.kind === "partition-part" &&
    event.part.start > 0 &&
    file.failed.get(partition.index)?.failure === noRoom &&
    !partial.has(parts, partition.index)
  )
    return "same";
  const { sums } = event;
  const all = event.kind === "partition-done" ? sums : partial.add(parts, partition.index, event.part, sums, kept);
  if (all === "full") {
    const failed = { identity, partition, run, failure: noRoom };
    return addFailed(file.failed, failed) === "same" ? "same" : "changed";
  }
  // The first tells how many partitions the file has.
  if (all === "waits") return isFirst || (isNewSource && isConflicting(file, parts)) ? "changed" : "same";
  partial.drop(parts, partition.index);
  setBit(parts.bits, partition.index);
  parts.partitions++;
  parts.entries += event.seen;
  if (file.plan === undefined) parts.unchecked.set(partition.index, partition);
  return all;
}

/**
 * Where the file stands. A file of which two versions were seen is lost, and so is a copy of another one (file-copies.ts). A done partition wins over a failed one; `failureOfPart` says
 * which have failed. Without a plan the file is open, even if partitions came before it, unless it failed as a whole. A failure counts if
 * it is of this run or, as its work is sent out before the run is accepted, of a later one.
 *
 * Cheap enough for every event: a partition is looked at once in all calls of a run.
 */
export function fileStatusOf(file: FileState, layout: string, run: number): FileStatus {
  const parts = file.done.get(layout);
  const { plan } = file;
  if (isConflicting(file, parts) || file.isCopy) return "lost";
  if (plan === undefined) return countsIn(run, file.fileFailure) ? "lost" : "open";
  if ((parts?.entries ?? 0) === plan.identity.entries) return "complete";
  const count = partitionCount(plan);
  while (file.closedBelow < count && isClosed(file, parts, file.closedBelow, run)) file.closedBelow++;
  return file.closedBelow === count ? "lost" : "open";
}

function isClosed(file: FileState, parts: DoneParts | undefined, index: number, run: number): boolean {
  return hasPart(parts, index) || failureOfPart(file, index, run) !== undefined || parts?.short.has(index) === true;
}

/**
 * Why a partition of a planned file was given up in this run or a later one; undefined if it was not.
 *
 * A `file` item that is given up, though an earlier delivery of it has planned the file, takes the first partition along: that was its
 * own. The others have items of their own, sent out before the plan was told. In later runs that is not sure, since the plan may be an
 * earlier run's whose work was dropped: then all that is not in counts as given up, until it comes, so that nobody waits in vain.
 */
export function failureOfPart(file: FileState, index: number, run: number): Failure | undefined {
  const own = file.failed.get(index);
  const whole = file.fileFailure;
  const takenAlong = countsIn(run, whole) && (index === 0 || whole.run > 1) ? whole.failure : undefined;
  return preferredFailure(countsIn(run, own) ? own.failure : undefined, takenAlong);
}

/** Before the spec was known, what there was no room for failed in no run: now it is this one. */
export function settleFailures(file: FileState, run: number): void {
  for (const [index, failed] of file.failed) if (failed.run === Infinity) file.failed.set(index, { ...failed, run });
}

/** Whether there is a failure, and it is not one of an earlier run. */
export function countsIn(run: number, failure: RunFailure | undefined): failure is RunFailure {
  return failure !== undefined && failure.run >= run;
}

/** Whether the partition is in. */
export function hasPart(parts: DoneParts | undefined, index: number): boolean {
  return parts !== undefined && hasBit(parts.bits, index);
}

function createDoneParts(plan: FilePlanned | undefined, event: Delta): DoneParts {
  const count = plan === undefined ? event.partition.count : partitionCount(plan);
  return {
    identity: plan?.identity ?? event.identity,
    source: plan === undefined || sameIdentity(plan.identity, event.identity) ? event.source : plan.source,
    count,
    bits: createBits(count),
    unchecked: new Map(),
    short: new Map(),
    partitions: 0,
    entries: 0,
    conflict: false,
  };
}

function addFailed(map: Map<number, FailedPartition>, failed: FailedPartition): "same" | "changed" | "conflict" {
  const { identity, partition } = failed;
  const known = map.get(partition.index);
  if (known !== undefined && !(sameIdentity(known.identity, identity) && samePartition(known.partition, partition)))
    return "conflict";
  const latest = latestFailure(known, failed);
  if (latest === known) return "same";
  map.set(partition.index, latest);
  return "changed";
}

/** @param state what the other version is in conflict with: the file, or what is in of it */
function markOther(file: FileState, state: { conflict: boolean }, identity: FileIdentity, source?: string): boolean {
  const isNews = noteVersion((file.others ??= new Map()), identity, source);
  const changed = !state.conflict || isNews;
  state.conflict = true;
  return changed;
}

/** Whether another version of the file, or other borders, were seen: it is never complete. */
export function isConflicting(file: FileState, parts: DoneParts | undefined): boolean {
  return file.conflict || parts?.conflict === true;
}

/** All that are known of. */
export function versionsOf({ plan, failed, done, others }: FileState): FileVersions {
  const versions: FileVersions = new Map();
  if (plan !== undefined) noteVersion(versions, plan.identity, plan.source);
  for (const { identity } of failed.values()) noteVersion(versions, identity, undefined);
  for (const { identity, source } of done.values()) noteVersion(versions, identity, source);
  for (const { identity, source } of others?.values() ?? []) noteVersion(versions, identity, source);
  return versions;
}

/** In every run: what a partition yields does not depend on it. */
function shortFailure(seen: number, expected: number): RunFailure {
  const message = `Only ${seen} of the ${expected} entries of the partition were seen, so that it does not count; start the analysis again`;
  return { run: Infinity, failure: { name: "EntriesMissingError", message, retry: "never", attempts: 1 } };
}

/** Hardly anybody writes so many at once, but sums that do not belong together can be of so many partitions. */
const noRoom: Failure = {
  name: "PartsWithoutRoomError",
  message: `Of ${mostPartial} partitions of this lane some parts are in and others are not, which is the most that is kept, so that this one does not count; start the analysis again`,
  retry: "later",
  attempts: 1,
};

function every<T>(values: Iterable<T>, holds: (value: T) => boolean): boolean {
  for (const value of values) if (!holds(value)) return false;
  return true;
}
