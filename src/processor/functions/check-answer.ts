import { layoutOf } from "../../analysis/layout.ts";
import { asError } from "../../errors/as-error.ts";
import { logEventFromJson } from "../../protocol/codec.ts";
import type { ColumnsSeen, FilePlanned, LogEvent, PartitionDone } from "../../protocol/log-event.ts";
import { type FileIdentity, type Partition, sameIdentity, type WorkItem } from "../../protocol/work-item.ts";
import { partitionsOf } from "../process-work-item.ts";

/** What an item has yielded at a function. */
export interface Answer {
  readonly planned?: FilePlanned;
  readonly done?: PartitionDone;
  readonly columns?: ColumnsSeen;
  /** Why the item failed for good; with it, `done` is not there. */
  readonly failure?: { readonly name: string; readonly message: string };
}

type Kind = "file-planned" | "partition-done" | "columns-seen" | "file-failed" | "partition-failed";
type ByKind = { readonly [K in Kind]?: Extract<LogEvent, { kind: K }> };

/**
 * The answer to an item, if it is one: each event of a kind that such an item yields, once, and about this item. So a function can say no
 * more than a processor of its lane that was given the item, and about no other item. What else has to be done of a file follows from its plan.
 *
 * @param failed whether the function says that the item has failed for good
 * @returns what is wrong with it, if anything is
 */
export function checkAnswer(item: WorkItem, events: unknown, failed: boolean): Answer | string {
  if (!Array.isArray(events)) return "there are no events";
  const found = byKind(item, events);
  if (typeof found === "string") return found;
  const planned = found["file-planned"];
  const done = found["partition-done"];
  const columns = found["columns-seen"];
  const failure = (found["file-failed"] ?? found["partition-failed"])?.failure;
  const told = { ...(planned && { planned }), ...(done && { done }), ...(columns && { columns }) };
  if (failed) {
    if (failure === undefined) return "it failed, but no event says why";
    return done === undefined ? { ...told, failure } : "it failed, and yet is done";
  }
  if (failure !== undefined) return "it is said to have failed, in an answer with status 200";
  const expected = expectedOf(item, planned);
  if (typeof expected === "string") return expected;
  const { identity, partition } = expected;
  if (partition === undefined) return done === undefined ? told : "the file has no partition, but one is done";
  if (done === undefined) return "no event says that its partition is done";
  return wrongDelta(item, done, identity, partition) ?? told;
}

function byKind(item: WorkItem, events: readonly unknown[]): ByKind | string {
  const found: Record<string, LogEvent> = {};
  for (const [i, value] of events.entries()) {
    let event: LogEvent;
    try {
      event = logEventFromJson(value);
    } catch (error) {
      return `event ${i} cannot be read: ${asError(error).message}`;
    }
    const { kind } = event;
    if (!kindsOf(item).includes(kind)) return `event ${i} is ${kind}, which such an item does not yield`;
    if (kind in found) return `there are several ${kind} events`;
    if (!isAbout(item, event)) return `event ${i} (${kind}) is about another item`;
    found[kind] = event;
  }
  return found;
}

function kindsOf({ kind, sample, file }: WorkItem): readonly string[] {
  if (kind === "partition") return ["partition-done", "partition-failed"];
  const kinds = ["file-planned", "partition-done", "file-failed", "partition-failed"];
  return sample.index === 0 && file.index === 0 ? [...kinds, "columns-seen"] : kinds;
}

function isAbout(item: WorkItem, event: LogEvent): boolean {
  return (
    event.analysis === item.analysis &&
    "sample" in event &&
    event.sample === item.sample.name &&
    event.file === item.file.index &&
    (!("run" in event) || event.run === item.run)
  );
}

function expectedOf(
  item: WorkItem,
  planned: FilePlanned | undefined,
): { readonly identity: FileIdentity; readonly partition: Partition | undefined } | string {
  if (item.kind === "partition") return item;
  if (planned === undefined) return "no event has the plan of the file";
  return { identity: planned.identity, partition: partitionsOf(planned.edges)[0] };
}

function wrongDelta(
  { recipe }: WorkItem,
  done: PartitionDone,
  identity: FileIdentity,
  partition: Partition,
): string | undefined {
  if (!sameIdentity(done.identity, identity)) return "its partition is of another version of the file";
  const keys = ["index", "count", "entryStart", "entryStop"] as const;
  if (keys.some((key) => done.partition[key] !== partition[key])) return "another partition is done";
  const entries = partition.entryStop - partition.entryStart;
  if (done.seen !== entries) return `${done.seen} entries were seen, of ${entries}`;
  const layout = layoutOf(recipe);
  if (done.layout === layout.fingerprint && done.sums.length === layout.length) return undefined;
  return (
    `its sums have layout ${done.layout} and ${done.sums.length} numbers, but the recipe asks for ${layout.fingerprint} and ` +
    `${layout.length} (is the function of another release?)`
  );
}
