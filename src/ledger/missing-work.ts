import { normalisationOf } from "../analysis/normalisation.ts";
import type { PreparedAnalysis } from "../analysis/prepared-analysis.ts";
import { isToyLabel } from "../analysis/toy/toy-label.ts";
import { LAST_TURN, turnAfter, turnOfPart } from "../messaging/turns.ts";
import type { Priority } from "../protocol/priority.ts";
import { maxPlannedFrom, plannedFromOf, protocolVersion, type QueuedItem } from "../protocol/work-item.ts";
import type { Ledger } from "./ledger.ts";

type QueuedFileItem = Extract<QueuedItem, { kind: "file" }>;

/** A work item, the lane it belongs to, and its turn there. */
export interface LaneItem<T extends QueuedItem = QueuedItem> {
  readonly lane: string;
  readonly turn: number;
  readonly item: T;
}

/**
 * Work for everything that is not in, in the order of the spec: a `file` item for each file that is not planned, and of a planned one a
 * `partition` item for each partition that is missing. Nothing for a file that changed while it was read: it cannot become complete.
 *
 * @param prepared its recipe is named by the items, and must be stored before them
 * @param priority of this run. What was in before does not count: the first items that are missing have the first turn
 * @param ledger asked file by file while the items are taken; all files, if the analysis is not accepted yet
 */
export function* missingWork(
  prepared: PreparedAnalysis,
  run: number,
  ledger: Ledger,
  priority: Priority = "interactive",
): Generator<LaneItem, void, undefined> {
  if (!ledger.accepted) {
    yield* fileItems(prepared, run, priority);
    return;
  }
  const ahead = new LaneCounts();
  for (const { lane, item } of fileItems(prepared, run, priority)) {
    const gap = ledger.gapOf(item.sample.name, item.file.index);
    if (gap.kind === "file") {
      const first = ahead.next(lane);
      const turn = typeof item.turn === "object" ? { ...item.turn, first } : "batch";
      yield { lane, turn: turnOfPart(turn, 0), item: { ...item, turn } };
    } else if (gap.kind === "partitions") {
      const planned = { identity: gap.identity, plannedFrom: plannedFromOf(gap.source) };
      for (const partition of gap.partitions) {
        const turn = priority === "batch" ? LAST_TURN : turnAfter(ahead.next(lane));
        yield { lane, turn, item: { ...item, kind: "partition", ...planned, partition } };
      }
    }
  }
}

/** Counts lane by lane. */
class LaneCounts {
  readonly #counts = new Map<string, number>();

  of(lane: string): number {
    return this.#counts.get(lane) ?? 0;
  }

  add(lane: string, count: number): void {
    this.#counts.set(lane, this.of(lane) + count);
  }

  /** 0, 1, 2 … */
  next(lane: string): number {
    this.add(lane, 1);
    return this.of(lane) - 1;
  }
}

/** Everything in an item but its texts, at their largest: names of fields, numbers, an identity. */
const itemFrameBytes = 2000;
/** What JSON makes of one UTF-16 unit of a text at most: `\u0000`. */
const bytesPerUnit = 6;
/** What an item of a partition has more than one of its file: some 1 kB of numbers and UUID are in the frame. */
export const mostPlannedFromBytes = bytesPerUnit * maxPlannedFrom;

/** No work item of the analysis has more bytes, whatever its files turn out to be. */
export function mostItemBytes({ spec }: PreparedAnalysis): number {
  const longest = (texts: readonly string[]): number => texts.reduce((most, { length }) => Math.max(most, length), 0);
  const samples = spec.groups.flatMap((group) => group.samples);
  const units =
    spec.release.baseUrls.join().length +
    longest(spec.groups.map((group) => group.name)) +
    longest(samples.map((sample) => sample.name)) +
    samples.reduce((most, sample) => Math.max(most, longest(sample.files)), 0);
  return itemFrameBytes + mostPlannedFromBytes + bytesPerUnit * units;
}

/** One item for each file of a spec, in the order of the spec. */
export function* fileItems(
  { spec, id, recipe }: PreparedAnalysis,
  run: number,
  priority: Priority = "interactive",
): Generator<LaneItem<QueuedFileItem>, void, undefined> {
  const files = new LaneCounts();
  for (const { lane, samples } of spec.groups) for (const sample of samples) files.add(lane, sample.files.length);
  const ahead = new LaneCounts();
  const head = {
    version: protocolVersion,
    analysis: id,
    run,
    kind: "file",
    recipe: recipe.name,
    baseUrls: spec.release.baseUrls,
    isToy: isToyLabel(spec.release.label),
  } as const;
  let index = 0;
  for (const group of spec.groups)
    for (const sample of group.samples) {
      const weighted = group.kind !== "data";
      const normalisation = normalisationOf(spec, group, sample);
      const ref = { group: group.name, name: sample.name, index: index++, weighted, normalisation };
      for (const [file, path] of sample.files.entries()) {
        const { lane } = group;
        const turn = priority === "batch" ? priority : { first: ahead.next(lane), step: files.of(lane) };
        yield { lane, turn: turnOfPart(turn, 0), item: { ...head, sample: ref, file: { index: file, path }, turn } };
      }
    }
}
