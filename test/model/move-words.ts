import type { Messages } from "./messages.ts";
import { plainKey } from "./random-parts.ts";
import type { Call } from "./staged-run.ts";

/** How a trace calls an item. */
export function wordsOfItem(messages: Messages, item: number): string {
  const { item: work } = messages.items[item]!;
  const part = work.kind === "file" ? "" : `, partition ${work.partition.index}`;
  return `[file ${work.file.index}${part}, run ${work.run}]`;
}

/** How a trace tells that a call has happened. */
export function wordsOfCall(messages: Messages, call: Call): string {
  switch (call.kind) {
    case "publish":
      return `${wordsOfItem(messages, call.item)} is published`;
    case "append":
      return `${plainKey(messages.records[call.record]!.dedupKey)} is appended`;
    case "cancel-work":
      return "the waiting work is dropped";
    case "open":
      return "a file is opened";
    case "read-log":
      return "the log is read";
  }
}
