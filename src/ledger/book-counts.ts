import type { LogEvent } from "../protocol/log-event.ts";

/** What a book has done since it was opened. */
export interface BookCounts {
  /** Log events by kind, repetitions too. */
  readonly events: Readonly<Record<LogEvent["kind"], number>>;
  /** Partitions done that changed a ledger. */
  readonly deltasFolded: number;
  /** Analyses that left the book. */
  readonly forgotten: number;
  /** Records that were passed over, since they cannot be read or do not fit. */
  readonly badRecords: number;
  /** Time spent with decoding and folding. */
  readonly foldSeconds: number;
}

export function noCounts() {
  const events: Record<LogEvent["kind"], number> = {
    begun: 0,
    accepted: 0,
    "file-planned": 0,
    "columns-seen": 0,
    "partition-done": 0,
    "partition-part": 0,
    "partition-failed": 0,
    "file-failed": 0,
    "item-unreadable": 0,
    stalled: 0,
    cancelled: 0,
    pinned: 0,
    forgotten: 0,
  };
  return { events, deltasFolded: 0, forgotten: 0, badRecords: 0, foldSeconds: 0 };
}
