import type { LogEvent } from "./log-event.ts";
import type { WorkItem } from "./work-item.ts";

/**
 * Key of a work item among the work of its analysis. The same item has the same key in every process and at every try, so
 * that a broker with a dedup window stores it once.
 */
export function workDedupKey(item: WorkItem): string {
  const file = `${item.sample.name}/${item.file.index}`;
  return item.kind === "file" ? `${file}/file` : `${file}/${item.identity.uuid}/${item.partition.index}`;
}

/** Key of an event within the log of its analysis. Events of another version of a file are other events. */
export function logDedupKey(event: LogEvent): string {
  switch (event.kind) {
    case "accepted":
      return event.kind; // the same spec again is the same analysis
    case "cancelled":
      return `${event.kind}/${event.at}`;
    case "file-planned":
      return `${event.kind}/${event.sample}/${event.file}/${event.identity.uuid}`;
    case "file-failed":
      return `${event.kind}/${event.sample}/${event.file}`;
    case "partition-done":
    case "partition-failed":
      return `${event.kind}/${event.sample}/${event.file}/${event.identity.uuid}/${event.partition.index}`;
  }
}
