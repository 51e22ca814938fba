import type { AnalysisSpec } from "../analysis/spec.ts";
import type { Retry } from "../errors/app-error.ts";
import type { FileIdentity, Partition, protocolVersion } from "./work-item.ts";

/** Why something is not there, as fields. */
export interface Failure {
  /** Class of the error, such as `SourceNotFoundError`. */
  readonly name: string;
  readonly message: string;
  readonly retry: Retry;
  /** How many times it was tried. */
  readonly attempts: number;
}

interface LogEventBase {
  readonly version: typeof protocolVersion;
  /** Id of the analysis. */
  readonly analysis: string;
}

/**
 * The analysis begins, or begins again: an analysis that ended without being complete is taken up as its next *run*. What is in stays
 * in; failures of earlier runs, and their being cancelled, count no longer. `at` and every other time is ISO 8601, UTC.
 */
export interface Accepted extends LogEventBase {
  readonly kind: "accepted";
  readonly spec: AnalysisSpec;
  readonly at: string;
  /** From 1 on. */
  readonly run: number;
}

/** A file was opened; its partitions are [edges[i], edges[i+1]). */
export interface FilePlanned extends LogEventBase {
  readonly kind: "file-planned";
  /** Name of the sample. */
  readonly sample: string;
  /** Position of the file within the sample. */
  readonly file: number;
  /** Where it was really read: a path in the mirror or a URL. */
  readonly source: string;
  readonly identity: FileIdentity;
  /** From 0 to identity.entries, strictly ascending; a tree without entries has [0] (no partition) or [0, 0] (one). */
  readonly edges: readonly number[];
}

/** A partition has been read to its end; `sums` is everything that it contributes (its *delta*). */
export interface PartitionDone extends LogEventBase {
  readonly kind: "partition-done";
  readonly sample: string;
  readonly file: number;
  readonly source: string;
  readonly identity: FileIdentity;
  readonly partition: Partition;
  /** Entries seen; less than the partition has means that it is not complete. */
  readonly seen: number;
  /** Fingerprint of the layout of `sums`. */
  readonly layout: string;
  /** All finite. Those of a decoded event may be a view of memory that other events have a part of: its `buffer` is not to be used. */
  readonly sums: Float64Array;
  readonly stats: PartitionStatistics;
}

/** What reading a partition cost. */
export interface PartitionStatistics {
  readonly requests: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

/** A partition was given up in this run. */
export interface PartitionFailed extends LogEventBase {
  readonly kind: "partition-failed";
  readonly run: number;
  readonly sample: string;
  readonly file: number;
  readonly identity: FileIdentity;
  readonly partition: Partition;
  readonly failure: Failure;
}

/** The `file` item of a file was given up in this run; its last delivery did not come to the plan, an earlier one may have. */
export interface FileFailed extends LogEventBase {
  readonly kind: "file-failed";
  readonly run: number;
  readonly sample: string;
  readonly file: number;
  readonly failure: Failure;
}

/** The user does not want the rest of this run. */
export interface Cancelled extends LogEventBase {
  readonly kind: "cancelled";
  readonly at: string;
  readonly run: number;
}

/** What happened to an analysis; the log is a sequence of these, in any order and with repetitions. */
export type LogEvent = Accepted | FilePlanned | PartitionDone | PartitionFailed | FileFailed | Cancelled;
