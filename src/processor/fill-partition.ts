import type { Kernel } from "../analysis/kernel/kernel.ts";
import { createScratch } from "../analysis/kernel/chunk.ts";
import type { BranchReader } from "../rootio/branch-reader.ts";
import type { LeafColumn } from "../rootio/column.ts";
import { fetchBaskets } from "../rootio/fetch-baskets.ts";
import { readWhenReady } from "../rootio/read-when-ready.ts";
import type { Tree } from "../rootio/tree.ts";

/** Entries handed to the kernel at once: their columns fit into the processor's cache. */
export const chunkEntries = 8192;
/** Bytes on disk fetched ahead at once; with the segment in work, twice as much is held. */
const segmentBytes = 8 * 1024 * 1024;

/**
 * Fills the sums of entries [start, stop) of a tree.
 *
 * A local file is read basket by basket. Over HTTP, segments of a few megabytes are fetched ahead: while one is filled, the
 * next is on its way. Branches that only later cuts need are unpacked only where events are left. Memory is bounded by two
 * baskets a branch, packed and unpacked, or over HTTP two segments and one basket a branch, whatever the length of the range.
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
  const stages: BranchReader[][] = [];
  try {
    for (const { branches } of kernel.stages) stages.push(branches.map((name) => tree.openBranch(name)));
    const seen = await fill(tree, kernel, stages, sums, start, stop, signal);
    kernel.finish(sums);
    return { sums, seen };
  } finally {
    for (const branch of stages.flat()) branch.close();
  }
}

async function fill(
  tree: Tree,
  kernel: Kernel,
  stages: readonly (readonly BranchReader[])[],
  sums: Float64Array,
  start: number,
  stop: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const scratch = createScratch(chunkEntries);
  const supply = new BasketSupply(tree, stages, signal);
  const columns = new Map<string, LeafColumn>();
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
      for (const branch of stages[0]!) {
        const column = readWhenReady(branch, at, end);
        columns.set(branch.name, column instanceof Promise ? await column : column);
      }
      supply.note(0, chunk.length);
      let survivors = kernel.run(0, chunk, sums, scratch);
      for (let stage = 1; stage < stages.length && survivors > 0; stage++) {
        supply.note(stage, survivors);
        await supply.fetchLate(stage, at, end);
        const wanted = { entries: scratch.survivors, count: survivors };
        for (const branch of stages[stage]!) {
          const column = readWhenReady(branch, at, end, wanted);
          columns.set(branch.name, column instanceof Promise ? await column : column);
        }
        survivors = kernel.run(stage, chunk, sums, scratch);
      }
      seen += end - at;
      supply.forget(end);
    }
    from = to;
  }
  return seen;
}

/**
 * Decides which baskets are fetched when.
 *
 * Baskets of different branches lie mixed in a file, so fetching a later stage's on its own means fetching much of the same
 * stretch again. It pays only where events are rare: where a basket of that stage is expected to hold less than one.
 */
class BasketSupply {
  readonly segmentEntries: number;
  readonly #tree: Tree;
  readonly #stages: readonly (readonly BranchReader[])[];
  readonly #signal: AbortSignal | undefined;
  /** Of each stage: entries in one basket, and how many entries reached it so far. */
  readonly #entriesPerBasket: readonly number[];
  readonly #reached: number[];
  #seen = 0;

  constructor(tree: Tree, stages: readonly (readonly BranchReader[])[], signal: AbortSignal | undefined) {
    this.#tree = tree;
    this.#stages = stages;
    this.#signal = signal;
    this.#reached = stages.map(() => 0);
    this.#entriesPerBasket = stages.map((branches) => {
      const baskets = branches.reduce((sum, branch) => sum + branch.starts.length - 1, 0);
      return (tree.entries * branches.length) / Math.max(baskets, 1);
    });
    const bytes = stages.flat().reduce((sum, branch) => sum + branch.bytesOnDisk, 0);
    const perEntry = bytes / Math.max(tree.entries, 1);
    const entries = Math.floor(segmentBytes / Math.max(perEntry, 1e-3) / chunkEntries) * chunkEntries;
    this.segmentEntries = Math.max(chunkEntries, entries);
  }

  /** Notes that `survivors` entries of the chunks so far reached a stage; stage 0 is reached by all. */
  note(stage: number, survivors: number): void {
    if (stage === 0) this.#seen += survivors;
    this.#reached[stage]! += survivors;
  }

  fetchSegment(start: number, stop: number): Promise<void> | undefined {
    if (start >= stop) return undefined;
    const branches = this.#stages.filter((_, stage) => this.#isCommon(stage)).flat();
    return fetchBaskets(this.#tree.file.source, [{ branches, start, stop }], this.#signal);
  }

  /** Fetches what a later stage needs for the chunk [start, stop), if it has not come with the segment. */
  fetchLate(stage: number, start: number, stop: number): Promise<void> | undefined {
    return fetchBaskets(this.#tree.file.source, [{ branches: this.#stages[stage]!, start, stop }], this.#signal);
  }

  forget(entry: number): void {
    for (const branches of this.#stages) for (const branch of branches) branch.forget(entry);
  }

  #isCommon(stage: number): boolean {
    if (stage === 0 || this.#seen === 0) return true;
    return (this.#reached[stage]! / this.#seen) * this.#entriesPerBasket[stage]! >= 1;
  }
}
