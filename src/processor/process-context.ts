import type { LogEvent } from "../protocol/log-event.ts";
import type { WorkItem } from "../protocol/work-item.ts";

/** What a work item may do to the world while it is processed. */
export interface ProcessContext {
  /** Aborted when nobody wants the result any more; its reason says why. Stop soon, and throw. */
  readonly signal: AbortSignal;
  /** Resolves when the broker has stored the event in the log of the analysis. */
  append(event: LogEvent): Promise<void>;
  /** Resolves when the broker has stored the item in the lane of the present one. */
  publish(item: WorkItem): Promise<void>;
}

/**
 * Processes one item. Resolves when everything it yields is appended and published; rejects with an `AppError` that says
 * whether another try may help. Keeps nothing between items but caches keyed by content.
 */
export type ProcessItem = (item: WorkItem, context: ProcessContext) => Promise<void>;
