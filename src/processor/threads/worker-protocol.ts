import type { WireError } from "./wire-error.ts";
import type { LogEvent } from "../../protocol/log-event.ts";
import type { WorkItem } from "../../protocol/work-item.ts";

/**
 * What the pool and its threads say to each other. A thread has one item at a time; `job` numbers them, so that what a
 * finished item still sends is not taken for the next one's.
 *
 * Items and events cross as they are, by structured clone: decoding them again would cost more than copying them.
 */
export type ToWorker =
  | { readonly type: "item"; readonly job: number; readonly item: WorkItem }
  /** The answer to `store` number `request`: stored, or why not. */
  | { readonly type: "stored"; readonly job: number; readonly request: number }
  | { readonly type: "refused"; readonly job: number; readonly request: number; readonly error: WireError }
  /** The result is not wanted any more. */
  | { readonly type: "abort"; readonly job: number; readonly error: WireError };

export type FromWorker =
  | { readonly type: "store"; readonly job: number; readonly request: number; readonly what: Storable }
  | { readonly type: "done"; readonly job: number }
  | { readonly type: "failed"; readonly job: number; readonly error: WireError };

export type Storable =
  { readonly kind: "event"; readonly event: LogEvent } | { readonly kind: "item"; readonly item: WorkItem };
