import type { AnalysisStatus } from "./analysis-view.ts";

/*
 * What whoever operates the services is told over HTTP: how full the lanes are, and what failed for good. A field that the broker
 * cannot fill is absent.
 */

export interface LaneDocument {
  readonly name: string;
  /** Items that wait, those that wait out a delay included. */
  readonly waiting: number;
  /** Items in the hands of processors. */
  readonly inFlight: number;
  /** Items that are not finished and have been delivered at least twice. */
  readonly redelivered?: number;
  /** Consumers that ask for items just now; busy ones may be missing. */
  readonly consumers?: number;
}

export interface LaneList {
  readonly lanes: readonly LaneDocument[];
  /** How many dead letters there are. */
  readonly deadLetters: number;
}

/**
 * Whether the item of a dead letter is still wanted.
 *
 * `needed`: what it was to do is missing. `done`: it is in, or the file has changed so that it cannot come in. `superseded`: the analysis
 * was started again since, with new work for all that was missing. `cancelled`: the analysis was cancelled. `unknown`: the log does not tell of
 * the analysis. `malformed`: its bytes are no work item.
 */
export type LetterStanding = "needed" | "done" | "superseded" | "cancelled" | "unknown" | "malformed";

/** What an item was to do: a whole file, or entries [entryStart, entryStop) of it. */
export interface LetterItem {
  readonly kind: "file" | "partition";
  readonly run: number;
  readonly group: string;
  readonly sample: string;
  readonly file: string;
  readonly entryStart?: number;
  readonly entryStop?: number;
}

/** Bytes that are no work item. */
export interface MalformedBody {
  readonly problem: string;
  /** Length of the body. */
  readonly bytes: number;
  /** The first of them, in hexadecimal. */
  readonly firstBytes: string;
}

export interface DeadLetterDocument {
  readonly id: string;
  readonly lane: string;
  /** Id of the analysis. */
  readonly analysis: string;
  /** Of the analysis, if the log tells of it. */
  readonly title?: string;
  /** Of the analysis, if the log tells of it. */
  readonly status?: AnalysisStatus;
  readonly reason: string;
  /** How often it was delivered. */
  readonly attempts: number;
  /** When it was given up. ISO 8601, UTC. */
  readonly at: string;
  /** One of these two. */
  readonly item?: LetterItem;
  readonly malformed?: MalformedBody;
  /** Absent where the log was not asked. */
  readonly standing?: LetterStanding;
  /** What to do about it; absent without `standing`. */
  readonly advice?: string;
}

export interface DeadLetterList {
  /** The oldest first. */
  readonly letters: readonly DeadLetterDocument[];
  /** Whether there are more than were asked for. */
  readonly more: boolean;
  /** How many dead letters there are, of all analyses. */
  readonly total: number;
}

export interface RedriveReport {
  /** Letters whose items are work again. */
  readonly redriven: number;
  /** Letters that were only removed, since nobody needs their items any more. */
  readonly removed: number;
}
