import type { Kernel } from "../analysis/kernel/kernel.ts";
import { createScratch } from "../analysis/kernel/kernel.ts";
import type { BranchReader } from "../rootio/branch-reader.ts";
import type { Column } from "../rootio/column.ts";
import { type BasketRequest, fetchBaskets } from "../rootio/fetch-baskets.ts";
import type { Tree } from "../rootio/tree.ts";

/** Entries handed to the kernel at once: their columns fit into the processor's cache. */
export const chunkEntries = 8192;
/** Bytes on disk fetched ahead at once; with the segment in work, twice as much is held. */
const segmentBytes = 8 * 1024 * 1024;

/**
 * Fills the sums of entries [start, stop) of a tree.
 *
 * Works through segments of a few megabytes: while one is filled, the next is fetched. Branches that only later cuts need
 * are fetched and unpacked only where events are left. Memory is bounded by two segments and one unpacked basket a branch,
 * whatever the length of the range.
 *
 * @returns the sums, laid out as `kernel.layout` says, and the number of entries seen.
 */
export async function fillPartition(
  tree: Tree,
  kernel: Kernel,
  start: number,
  stop: number,
  signal?: AbortSignal,
): Promise<{ sums: Float64Array; seen: number }> {
  const sums = new Float64Array(kernel.layout.length);
  const scratch = createScratch(chunkEntries);
  const stages = kernel.stages.map((stage) => stage.branches.map((name) => tree.openBranch(name)));
  const supply = new BasketSupply(tree, stages, signal);
  const columns = new Map<string, Column>();
  const where = { file: tree.file.source.name, tree: tree.path };
  let seen = 0;
  let ready = supply.fetchSegment(start, Math.min(start + supply.segmentEntries, stop));
  for (let from = start; from < stop;) {
    const to = Math.min(from + supply.segmentEntries, stop);
    await ready;
    ready = supply.fetchSegment(to, Math.min(to + supply.segmentEntries, stop));
    ready?.catch(() => undefined); // reported by the await above, unless this segment fails first
    for (let at = from; at < to; at += chunkEntries) {
      signal?.throwIfAborted();
      const end = Math.min(at + chunkEntries, to);
      const chunk = { entryStart: at, length: end - at, columns, where };
      for (const branch of stages[0]!) columns.set(branch.name, branch.read(at, end));
      let survivors = kernel.run(0, chunk, sums, scratch);
      for (let stage = 1; stage < stages.length && survivors > 0; stage++) {
        await supply.fetchLate(stage, survivors / chunk.length, at, end, to);
        const wanted = { entries: scratch.survivors, count: survivors };
        for (const branch of stages[stage]!) columns.set(branch.name, branch.read(at, end, wanted));
        survivors = kernel.run(stage, chunk, sums, scratch);
      }
      seen += end - at;
      supply.forget(end);
    }
    from = to;
  }
  return { sums, seen };
}

/** Decides which baskets are fetched when. */
class BasketSupply {
  readonly segmentEntries: number;
  readonly #tree: Tree;
  readonly #stages: readonly (readonly BranchReader[])[];
  readonly #signal: AbortSignal | undefined;
  /** Stages whose baskets are fetched with those of stage 0, since nearly all of them have been needed so far. */
  readonly #eager: boolean[];

  constructor(tree: Tree, stages: readonly (readonly BranchReader[])[], signal: AbortSignal | undefined) {
    this.#tree = tree;
    this.#stages = stages;
    this.#signal = signal;
    this.#eager = stages.map((_, stage) => stage === 0);
    const bytes = stages.flat().reduce((sum, branch) => sum + branch.bytesOnDisk, 0);
    const perEntry = bytes / Math.max(tree.entries, 1);
    const entries = Math.floor(segmentBytes / Math.max(perEntry, 1e-3) / chunkEntries) * chunkEntries;
    this.segmentEntries = Math.max(chunkEntries, entries);
  }

  fetchSegment(start: number, stop: number): Promise<void> | undefined {
    if (start >= stop) return undefined;
    const branches = this.#stages.filter((_, stage) => this.#eager[stage]).flat();
    return this.#fetch([{ branches, start, stop }]);
  }

  /**
   * Fetches what a later stage needs for the chunk [start, stop). Where about every basket has survivors, the rest of the
   * segment comes along, in one request instead of many.
   */
  fetchLate(
    stage: number,
    surviving: number,
    start: number,
    stop: number,
    segmentStop: number,
  ): Promise<void> | undefined {
    const branches = this.#stages[stage]!;
    const baskets = branches.reduce((sum, branch) => sum + branch.starts.length - 1, 0) / Math.max(branches.length, 1);
    const entriesPerBasket = this.#tree.entries / Math.max(baskets, 1);
    this.#eager[stage] = surviving * Math.min(entriesPerBasket, chunkEntries) >= 1;
    return this.#fetch([{ branches, start, stop: this.#eager[stage] ? segmentStop : stop }]);
  }

  forget(entry: number): void {
    for (const branches of this.#stages) for (const branch of branches) branch.forget(entry);
  }

  #fetch(requests: BasketRequest[]): Promise<void> | undefined {
    return fetchBaskets(this.#tree.file.source, requests, this.#signal);
  }
}
