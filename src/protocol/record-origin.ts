import type { LogEvent } from "./log-event.ts";

/** What processors write about the work of their lane. Everything else is written about an analysis as a whole, by plotters. */
const ofWork = [
  "file-planned",
  "columns-seen",
  "partition-done",
  "partition-part",
  "partition-failed",
  "file-failed",
  "item-unreadable",
] as const;

const kindsOfWork: ReadonlySet<LogEvent["kind"]> = new Set(ofWork);

export type OfWork = Extract<LogEvent, { kind: (typeof ofWork)[number] }>;

export function isOfWork(event: LogEvent): event is OfWork;
export function isOfWork(event: Pick<LogEvent, "kind">): boolean;
export function isOfWork({ kind }: Pick<LogEvent, "kind">): boolean {
  return kindsOfWork.has(kind);
}
