import type { Where } from "../../errors/app-error.ts";
import type { LeafColumn } from "../../rootio/column.ts";

/** Consecutive entries of a tree that a kernel goes over at once. */
export interface KernelChunk {
  /** Entry of the tree at which the chunk starts, for messages. */
  readonly entryStart: number;
  readonly length: number;
  /** At least every branch of the stages up to this one; each column starts at `entryStart`. */
  readonly columns: ReadonlyMap<string, LeafColumn>;
  /** File that is being read, for messages, where a kernel serves several. */
  readonly where?: Where;
}

/** Memory that one reader keeps between the stages of a chunk, for one kernel. */
export interface KernelScratch {
  /** Entries that passed so far in any pass, relative to the chunk, ascending; the first `survivorCount` are valid. */
  readonly survivors: Int32Array;
  survivorCount: number;
  /** Made by the kernel. */
  readonly batches: BatchScratch[];
}

/** What passes that are computed together leave for the next stage. */
export interface BatchScratch {
  /** As of the kernel, of these passes. */
  readonly survivors: Int32Array;
  survivorCount: number;
  /** First weight of each entry of the chunk that passed stage 0. */
  readonly weights: Float64Array;
  /** Further weights of each. */
  readonly varied: Float64Array;
  /** Which tracks each has passed. */
  readonly alive: Uint8Array;
}

/** @param maxChunk length of the longest chunk */
export function createScratch(maxChunk: number): KernelScratch {
  return { survivors: new Int32Array(maxChunk), survivorCount: 0, batches: [] };
}
