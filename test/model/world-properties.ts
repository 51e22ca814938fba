import type { LogEvent } from "../../src/protocol/log-event.ts";
import type { QueuedItem } from "../../src/protocol/work-item.ts";
import { distinctDone } from "./log-properties.ts";
import type { Logs } from "./logs.ts";
import type { Messages } from "./messages.ts";
import type { Move } from "./moves.ts";
import type { Scenario } from "./scenario.ts";
import { Violation } from "./violation.ts";
import type { World } from "./world.ts";

/** @throws {Violation} if this may not follow from that. */
export function checkMove(
  logs: Logs,
  messages: Messages,
  scenario: Scenario,
  from: World,
  { settled }: Move,
  to: World,
): void {
  // What the broker had stored is lost; what must hold again is seen in the end.
  if (to.wentBack) return;
  const [before, after] = [logs.factsOf(from.log), logs.factsOf(to.log)];
  if (before.status === "complete" && after.status !== "complete" && after.accepted)
    throw new Violation("complete", `it was complete, and is ${after.status} now`);
  if (!scenario.looksAtSettlements || settled?.ending.verdict === undefined || settled.ending.verdict.kind === "again")
    return;
  const { item } = messages.items[settled.copy.item]!;
  const { kind } = settled.ending.verdict;
  const traces = tracesOf(messages, from, after.allEvents);
  if (kind === "done" && !isStored(item, traces, scenario))
    throw new Violation("store, then settle", "an item is settled whose effects are not stored");
  if (kind === "dead" && !traces.failed.has(keyOf(item)) && !traces.failed.has(firstPartOf(item)))
    throw new Violation("store, then settle", "an item is given up, and the log does not say so");
}

/**
 * @returns how the analysis stands in a world in which nothing more happens.
 * @throws {Violation} if somebody would wait for ever in it, or if there is work that nobody wants.
 */
export function checkEnd(logs: Logs, messages: Messages, { processors }: Scenario, world: World): string {
  const { accepted, status, events } = logs.factsOf(world.log);
  const isBusy = world.hands.some((hand) => hand !== undefined) || world.waiting.length + world.unheard.length > 0;
  if (isBusy && processors > 0) throw new Violation("progress", "something is under way, and does not go on");
  if (accepted && status === "running" && !isBusy)
    throw new Violation("progress", "it is running, and nothing is under way");
  if (world.isLast && processors > 0 && status !== "complete")
    throw new Violation("progress", `it was started once more and nothing went wrong, but it is ${status}`);
  const acceptedRuns = new Set(events.flatMap((event) => (event.kind === "accepted" ? [event.run] : [])));
  if (world.isLast && world.waiting.some(({ item }) => !acceptedRuns.has(messages.items[item]!.run)))
    throw new Violation("all or nothing", "there is work of a run that nobody has accepted");
  return accepted ? status : "unknown";
}

interface Traces {
  /** Planned files, and partitions that are in. */
  readonly done: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
  /** Partitions for which there is work, or was until it was cancelled. */
  readonly work: ReadonlySet<string>;
  readonly cancelledRun: number;
}

function tracesOf(messages: Messages, world: World, events: readonly LogEvent[]): Traces {
  const done = new Set(distinctDone(events).keys());
  const failed = new Set<string>();
  let cancelledRun = 0;
  for (const event of events) {
    if (event.kind === "file-planned") done.add(`${event.file}`);
    else if (event.kind === "file-failed") failed.add(`${event.file}`);
    else if (event.kind === "partition-failed") failed.add(`${event.file}/${event.partition.index}`);
    else if (event.kind === "cancelled") cancelledRun = Math.max(cancelledRun, event.run);
  }
  const held = world.hands.flatMap((hand) => (hand?.held === undefined ? [] : [hand.held]));
  const work = new Set(
    [...world.waiting, ...world.unheard, ...held].map(({ item }) => keyOf(messages.items[item]!.item)),
  );
  return { done, failed, work, cancelledRun };
}

function isStored(item: QueuedItem, { done, failed, work, cancelledRun }: Traces, { analysis }: Scenario): boolean {
  if (item.kind === "partition") return done.has(keyOf(item));
  if (!done.has(keyOf(item)) || !done.has(firstPartOf(item))) return false;
  const others = analysis.edges[item.file.index]!.slice(2).map((_, i) => `${item.file.index}/${i + 1}`);
  return cancelledRun > 0 || others.every((part) => done.has(part) || failed.has(part) || work.has(part));
}

function keyOf(item: QueuedItem): string {
  return item.kind === "file" ? `${item.file.index}` : `${item.file.index}/${item.partition.index}`;
}

function firstPartOf(item: QueuedItem): string {
  return `${item.file.index}/0`;
}
