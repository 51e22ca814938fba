import { createHash, type Hash } from "node:crypto";
import { byteWidth, type LeafColumn, type NumberType, type NumericArray } from "../rootio/column.ts";

/** One level of lists: how many there are, a hash of their lengths as little-endian int64, and the longest. */
export interface LevelDigest {
  readonly lists: number;
  readonly sha256: string;
  readonly max: number;
}

/**
 * What a leaf holds, from its first entry to its last. Hashes are the first 16 hexadecimal digits of a sha256: of numbers that of all values,
 * flattened, little-endian, bool as bytes 0 and 1; of texts that of all of them, joined by line breaks, in UTF-8.
 */
export type LeafDigest = NumberDigest | TextDigest;

export interface NumberDigest {
  readonly kind: "number";
  readonly type: NumberType;
  /** Outermost first. */
  readonly levels: readonly LevelDigest[];
  readonly values: number;
  /** How many are neither NaN nor infinite; sum, minimum and maximum are of those. */
  readonly finite: number;
  /** Correct to some digits: that of integers is exact, and then rounded to float64. */
  readonly sum: number;
  /** Null: there is no finite value. Integers beyond 2^53 as texts. */
  readonly min: number | string | null;
  readonly max: number | string | null;
  readonly sha256: string;
}

export interface TextDigest {
  readonly kind: "string";
  readonly levels: readonly LevelDigest[];
  readonly values: number;
  readonly sha256: string;
}

/** Takes the entries of one leaf in as many columns as they come in. */
export class LeafDigester {
  readonly #levels: { readonly hash: Hash; lists: number; max: number }[] = [];
  readonly #hash = createHash("sha256");
  #type: NumberType | "text" | undefined;
  #values = 0;
  readonly #sums = new Sums();

  add(column: LeafColumn): void {
    this.#type = column.shape === "text" ? "text" : column.type;
    const levels = column.shape === "scalar" ? [] : column.shape === "list" ? [column.offsets] : column.levels;
    let count = column.length;
    for (const [k, offsets] of levels.entries()) count = this.#addLevel(k, offsets, count);
    if (column.shape === "text") {
      const texts = column.texts.slice(0, count);
      // A line break stands between two texts, also where they come in two columns.
      if (texts.length > 0) this.#hash.update((this.#values > 0 ? "\n" : "") + texts.join("\n"));
    } else {
      const values = column.shape === "scalar" ? column.values : column.content;
      this.#hash.update(new Uint8Array(values.buffer, values.byteOffset, count * byteWidth(column.type)));
      this.#sums.add(values, count);
    }
    this.#values += count;
  }

  /** Undefined if nothing came in: the tree is empty. */
  finish(): LeafDigest | undefined {
    const type = this.#type;
    if (type === undefined) return undefined;
    const levels = this.#levels.map(({ hash, lists, max }) => ({ lists, sha256: digits(hash), max }));
    const values = this.#values;
    const sha256 = digits(this.#hash);
    if (type === "text") return { kind: "string", levels, values, sha256 };
    const { finite, sum, min, max } = this.#sums;
    return {
      kind: "number",
      type,
      levels,
      values,
      finite,
      sum,
      min: jsonNumber(min),
      max: jsonNumber(max),
      sha256,
    };
  }

  /** @returns how many lists or values there are one level further in */
  #addLevel(k: number, offsets: Int32Array, lists: number): number {
    const level = (this.#levels[k] ??= { hash: createHash("sha256"), lists: 0, max: 0 });
    const counts = new BigInt64Array(lists);
    for (let i = 0; i < lists; i++) {
      const length = offsets[i + 1]! - offsets[i]!;
      counts[i] = BigInt(length);
      if (length > level.max) level.max = length;
    }
    level.hash.update(new Uint8Array(counts.buffer));
    level.lists += lists;
    return offsets[lists]!;
  }
}

/** Of finite values. */
class Sums {
  finite = 0;
  min: number | bigint | undefined;
  max: number | bigint | undefined;
  #exact = 0n;
  #sum = 0;
  /** What rounding took from the sum (Neumaier). */
  #lost = 0;

  get sum(): number {
    return Number(this.#exact) + this.#sum + this.#lost;
  }

  add(values: NumericArray, count: number): void {
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) this.#addBig(values, count);
    else this.#addNumbers(values, count);
  }

  #addBig(values: BigInt64Array | BigUint64Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      this.#exact += value;
      if (this.min === undefined || value < this.min) this.min = value;
      if (this.max === undefined || value > this.max) this.max = value;
    }
    this.finite += count;
  }

  #addNumbers(values: Exclude<NumericArray, BigInt64Array | BigUint64Array>, count: number): void {
    let [sum, lost, min, max, finite] = [this.#sum, this.#lost, Infinity, -Infinity, 0];
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      finite++;
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (finite === 0) return;
    [this.#sum, this.#lost, this.finite] = [sum, lost, this.finite + finite];
    this.min = this.min === undefined || min < this.min ? min : this.min;
    this.max = this.max === undefined || max > this.max ? max : this.max;
  }
}

function digits(hash: Hash): string {
  return hash.digest("hex").slice(0, 16);
}

function jsonNumber(value: number | bigint | undefined): number | string | null {
  if (value === undefined) return null;
  const plain = Number(value);
  return typeof value === "number" || Number.isSafeInteger(plain) ? plain : String(value);
}
