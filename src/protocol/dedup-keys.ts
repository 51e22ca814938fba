import type { LogEvent } from "./log-event.ts";
import type { QueuedItem } from "./work-item.ts";

/*
 * Whoever may write something may write it under any key, and so use up those of others, whose messages the broker then drops. So keys
 * have a part that others cannot guess: the token of the items of a lane, or a random one where nothing is lost with a repetition.
 */

/** A key for once: for records that nobody else is to be taken for, and that may stand in the log twice. */
export function keyForOnce(event: LogEvent): string {
  return `${logDedupKey(event)}/${crypto.randomUUID()}`;
}

/**
 * Key of a work item among the work of its analysis. The same item has the same key in every process and at every try, so
 * that a broker with a dedup window stores it once. In another run it is another item, or a broker that still remembers the first would
 * drop it.
 */
export function workDedupKey(item: QueuedItem): string {
  const file = `${item.sample.name}/${item.file.index}`;
  const key =
    item.kind === "file"
      ? `${file}/file/${item.run}`
      : `${file}/${item.identity.uuid}/${item.partition.index}/${item.run}`;
  return withToken(key, item.token);
}

/**
 * Key of an event within the log of its analysis. Events of another version of a file are other events.
 *
 * @param itemRun the run of the work item that an event comes of, whatever the event says of it. What a file holds does not depend on the run;
 * but a broker may still remember the key of a record that was removed from the log since, as its analysis was forgotten.
 * @param token of that item
 */
export function logDedupKey(event: LogEvent, itemRun = 1, token?: string): string {
  return withToken(eventKey(event, itemRun), token);
}

function withToken(key: string, token: string | undefined): string {
  return token === undefined ? key : `${key}/${token}`;
}

function eventKey(event: LogEvent, itemRun: number): string {
  switch (event.kind) {
    case "accepted": // the same spec again is the same analysis
    case "cancelled":
    case "forgotten":
      return `${event.kind}/${event.run}`;
    case "pinned":
      return `${event.kind}/${event.at}/${event.pinned}`;
    case "file-planned":
      return `${event.kind}/${event.sample}/${event.file}/${event.identity.uuid}/${itemRun}`;
    case "columns-seen": // the same file again tells the same
      return `${event.kind}/${event.sample}/${event.file}/${itemRun}`;
    case "begun": // somebody may begin it again, and has time for it then
    case "stalled": // it may stall again in the same run
      return `${event.kind}/${event.run}/${event.at}`;
    case "item-unreadable":
      return `${event.kind}/${event.run}/${event.item}`;
    case "file-failed":
      return `${event.kind}/${event.sample}/${event.file}/${event.run}`;
    case "partition-done": {
      const { sample, file, identity, partition, seen } = event;
      // The whole partition must not be taken for one that came short.
      const short = seen === partition.entryStop - partition.entryStart ? "" : `/${seen}`;
      return `${event.kind}/${sample}/${file}/${identity.uuid}/${partition.index}/${itemRun}${short}`;
    }
    case "partition-part": {
      const { sample, file, identity, partition, seen, part } = event;
      // Parts of other sums, or cut elsewhere, are other parts.
      const which = `${part.digest}/${seen}/${part.start}/${event.sums.length}`;
      return `${event.kind}/${sample}/${file}/${identity.uuid}/${partition.index}/${itemRun}/${which}`;
    }
    case "partition-failed":
      return `${event.kind}/${event.sample}/${event.file}/${event.identity.uuid}/${event.partition.index}/${event.run}`;
  }
}
