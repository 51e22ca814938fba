import type { DeltaPart } from "../protocol/delta.ts";

/** So many partitions of an analysis are kept of which some parts are in and others are not: as many as are written at the same time. */
export const mostPartial = 128;

/** A stretch of sums. */
interface Range {
  readonly start: number;
  readonly stop: number;
}

interface PartialDelta {
  readonly length: number;
  readonly digest: string;
  /** The first of its sums, which are all that is wanted; zero where no part is in yet. */
  readonly sums: Float64Array;
  /** What is in: in order, and no two touch. */
  ranges: readonly Range[];
}

/**
 * Sums of partitions of which some parts are in and others are not yet. Parts are put together only if they are of one digest: those of
 * another filling of the partition, if its bits should differ, wait for their own. When the partition is in, what is kept of it goes.
 *
 * Memory: at most `mostPartial` times the sums of a partition.
 */
export class PartialDeltas {
  readonly #most: number;
  #count = 0;
  /** By what its owner knows of a file, and the index of the partition. */
  readonly #known = new Map<object, Map<number, PartialDelta[]>>();

  constructor(most = mostPartial) {
    this.#most = most;
  }

  /** What is kept now. */
  get bytes(): number {
    let bytes = 0;
    for (const ofFile of this.#known.values())
      for (const { sums } of [...ofFile.values()].flat()) bytes += sums.byteLength;
    return bytes;
  }

  /**
   * Takes a part of a partition; one that is in already changes nothing. Nothing is shared with `sums`.
   *
   * @param owner stands for the file, and the layout
   * @param kept so many of the sums of the partition are wanted, its first
   * @returns those, once all parts are in; `waits` until then; `full` if there is no room for a further partition.
   */
  add(
    owner: object,
    index: number,
    { start, length, digest }: DeltaPart,
    sums: Float64Array,
    kept: number,
  ): Float64Array | "waits" | "full" {
    const ofFile = this.#known.get(owner)?.get(index) ?? [];
    let partial = ofFile.find((one) => one.digest === digest && one.length === length);
    if (partial === undefined) {
      if (this.#count === this.#most) return "full";
      partial = { length, digest, sums: new Float64Array(Math.min(kept, length)), ranges: [] };
      this.#count++;
      this.#put(owner, index, [...ofFile, partial]);
    }
    if (start < partial.sums.length) partial.sums.set(sums.subarray(0, partial.sums.length - start), start);
    partial.ranges = withRange(partial.ranges, { start, stop: start + sums.length });
    const [first] = partial.ranges;
    return first?.start === 0 && first.stop === length ? partial.sums : "waits";
  }

  /** The partition is in. */
  drop(owner: object, index: number): void {
    const ofFile = this.#known.get(owner);
    this.#count -= ofFile?.get(index)?.length ?? 0;
    ofFile?.delete(index);
    if (ofFile?.size === 0) this.#known.delete(owner);
  }

  /** Forgets what is kept for all others. */
  keepOnly(owners: ReadonlySet<object>): void {
    for (const [owner, ofFile] of this.#known)
      if (!owners.has(owner)) for (const index of [...ofFile.keys()]) this.drop(owner, index);
  }

  #put(owner: object, index: number, partials: PartialDelta[]): void {
    let ofFile = this.#known.get(owner);
    if (ofFile === undefined) this.#known.set(owner, (ofFile = new Map<number, PartialDelta[]>()));
    ofFile.set(index, partials);
  }
}

function withRange(ranges: readonly Range[], { start, stop }: Range): readonly Range[] {
  const before = ranges.filter((range) => range.stop < start);
  const after = ranges.filter((range) => range.start > stop);
  const touching = ranges.slice(before.length, ranges.length - after.length);
  const joined = {
    start: Math.min(start, ...touching.map((range) => range.start)),
    stop: Math.max(stop, ...touching.map((range) => range.stop)),
  };
  return [...before, joined, ...after];
}
