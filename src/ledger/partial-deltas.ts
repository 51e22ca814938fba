import type { DeltaPart } from "../protocol/delta.ts";

/**
 * So many partitions of a lane are kept of which some parts are in and others are not. As the parts of one are written one after the other,
 * and soon, many more threads than these can work on a lane.
 */
export const mostPartial = 32;

/** A stretch of sums. */
interface Range {
  readonly start: number;
  readonly stop: number;
}

interface PartialDelta {
  readonly length: number;
  readonly digest: string;
  /** What came, each with where it begins: what is wanted of it, and as long as it came, so that small messages take little memory. */
  readonly pieces: { readonly start: number; readonly sums: Float64Array }[];
  /** What is in: in order, and no two touch. */
  ranges: readonly Range[];
}

/**
 * Sums of partitions of which some parts are in and others are not yet. Parts are put together only if they are of one digest: those of
 * another filling of the partition, if its bits should differ, wait for their own. When the partition is in, what is kept of it goes.
 *
 * Memory: that of the parts that came, of at most `mostPartial` partitions.
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
      for (const { sums } of [...ofFile.values()].flat().flatMap(({ pieces }) => pieces)) bytes += sums.byteLength;
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
      partial = { length, digest, pieces: [], ranges: [] };
      this.#count++;
      this.#put(owner, index, [...ofFile, partial]);
    }
    const range = { start, stop: start + sums.length };
    // What came twice is kept once, however parts overlap.
    for (const gap of gapsIn(partial.ranges, range))
      if (gap.start < kept)
        partial.pieces.push({
          start: gap.start,
          sums: sums.slice(gap.start - start, Math.min(gap.stop, kept) - start),
        });
    partial.ranges = withRange(partial.ranges, range);
    const [first] = partial.ranges;
    return first?.start === 0 && first.stop === length ? joined(partial, Math.min(kept, length)) : "waits";
  }

  /** Whether parts of the partition are kept. */
  has(owner: object, index: number): boolean {
    return this.#known.get(owner)?.has(index) === true;
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

function joined({ pieces }: PartialDelta, length: number): Float64Array {
  const all = new Float64Array(length);
  for (const { start, sums } of pieces) all.set(sums, start);
  return all;
}

/** What of a stretch is not in yet, in order. */
function gapsIn(ranges: readonly Range[], { start, stop }: Range): readonly Range[] {
  const gaps: Range[] = [];
  let from = start;
  for (const range of ranges) {
    if (from < Math.min(range.start, stop)) gaps.push({ start: from, stop: Math.min(range.start, stop) });
    from = Math.max(from, range.stop);
  }
  if (from < stop) gaps.push({ start: from, stop });
  return gaps;
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
