import { NonFiniteSumError } from "./errors.ts";
import { createSuperaccumulator, mostSlotBytes, type Superaccumulator } from "./superaccumulator.ts";

/** From here on an addition might overflow on its way to a finite sum; such terms go to the superaccumulator at once. */
const tooLarge = 2 ** 1000;

/**
 * The exact sum of many float64 vectors of one length, slot by slot.
 *
 * `values()` is the true sum rounded once to the nearest float64 (as Python's math.fsum), so it does not depend on the order, the grouping or the
 * merging in which the vectors came. An empty sum, and one that cancels, is +0.
 *
 * Memory does not grow with the number of vectors: a slot is a pair high + low of float64 numbers that holds its sum without rounding
 * (two-sum), and whatever does not fit into the pair is kept in a superaccumulator, which is made when first needed.
 *
 * @see D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2, for the sum of two.
 */
export class ExactSums {
  readonly length: number;
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  #rest: Superaccumulator | undefined;

  constructor(length: number) {
    this.length = length;
    this.#high = new Float64Array(length);
    this.#low = new Float64Array(length);
  }

  /** What they take now. */
  get bytes(): number {
    return this.length * pairBytes + (this.#rest?.bytes ?? 0);
  }

  /**
   * Adds one vector; zeros cost next to nothing.
   *
   * @throws {NonFiniteSumError} if a number is NaN or infinite; then nothing has been added.
   * @throws {RangeError} if the vector has another length.
   */
  add(vector: Float64Array): void {
    if (vector.length !== this.length)
      throw new RangeError(`A vector of ${vector.length} numbers does not add to sums of ${this.length}`);
    checkFinite(vector);
    this.#addFinite(vector);
  }

  /** Adds everything that another one holds, without rounding it first. */
  merge(other: ExactSums): void {
    if (other.length !== this.length)
      throw new RangeError(`Sums of ${other.length} do not add to sums of ${this.length}`);
    this.#addFinite(other.#high);
    this.#addFinite(other.#low);
    if (other.#rest !== undefined) (this.#rest ??= createSuperaccumulator(this.length)).merge(other.#rest);
  }

  /** The first of them, as sums of their own. */
  first(length: number): ExactSums {
    const sums = new ExactSums(length);
    sums.#addFinite(this.#high.subarray(0, length));
    sums.#addFinite(this.#low.subarray(0, length));
    if (this.#rest !== undefined) (sums.#rest ??= createSuperaccumulator(length)).merge(this.#rest);
    return sums;
  }

  /** A new vector with each sum correctly rounded; ±Infinity where the true sum is beyond the largest float64 number. */
  values(): Float64Array {
    const values = new Float64Array(this.length);
    const rest = this.#rest;
    for (let slot = 0; slot < values.length; slot++) {
      const high = this.#high[slot]!;
      const low = this.#low[slot]!;
      values[slot] = rest?.used(slot) === true ? rest.round(slot, high, low) : high + low;
    }
    return values;
  }

  #addFinite(vector: Float64Array): void {
    const high = this.#high;
    const low = this.#low;
    for (let slot = 0; slot < vector.length; slot++) {
      const x = vector[slot]!;
      if (x === 0) continue;
      const h = high[slot]!;
      const sum = h + x;
      if (!(Math.abs(sum) < tooLarge)) {
        this.#spill(slot, x);
        continue;
      }
      high[slot] = sum;
      const part = sum - h;
      const lost = h - (sum - part) + (x - part);
      if (lost === 0) continue;
      const l = low[slot]!;
      const lowSum = l + lost;
      low[slot] = lowSum;
      const lowPart = lowSum - l;
      const lostAgain = l - (lowSum - lowPart) + (lost - lowPart);
      if (lostAgain !== 0) this.#spill(slot, lostAgain);
    }
  }

  #spill(slot: number, x: number): void {
    (this.#rest ??= createSuperaccumulator(this.length)).add(slot, x);
  }
}

const pairBytes = 16;
/** Blocks of a superaccumulator that belong to no slot, and room that it has in reserve. */
const reserveBytes = 512;

/** Bytes that sums of so many slots take at most, whatever is added. */
export function mostBytesOfSums(length: number): number {
  return length * (pairBytes + mostSlotBytes) + reserveBytes;
}

/** Empty sums of `length` slots. */
export function createExactSums(length: number): ExactSums {
  return new ExactSums(length);
}

/** The correctly rounded sum of all numbers of one vector. @throws {NonFiniteSumError} if one is NaN or infinite. */
export function exactSumOf(values: Float64Array): number {
  const sums = new ExactSums(1);
  const cell = new Float64Array(1);
  for (const value of values) {
    cell[0] = value;
    sums.add(cell);
  }
  return sums.values()[0]!;
}

/**
 * As `exactSumOf`, for sums of which some are beyond the largest float64 number already: then the total is too, or NaN (unknown) if they
 * are so on both sides.
 */
export function totalOf(values: Float64Array): number {
  const beyond = values.filter((value) => !Number.isFinite(value));
  return beyond.length === 0 ? exactSumOf(values) : beyond.reduce((sum, value) => sum + value);
}

/** @throws {NonFiniteSumError} naming the first number that is NaN or infinite. */
export function checkFinite(vector: Float64Array): void {
  // 0*x is 0 for finite x and NaN otherwise: one test for the whole vector. Four sums at once, since each addition waits for the one before.
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = vector.length - (vector.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += 0 * vector[i]!;
    b += 0 * vector[i + 1]!;
    c += 0 * vector[i + 2]!;
    d += 0 * vector[i + 3]!;
  }
  for (let i = whole; i < vector.length; i++) a += 0 * vector[i]!;
  if (a + b + c + d === 0) return;
  const slot = vector.findIndex((x) => !Number.isFinite(x));
  throw new NonFiniteSumError(
    `Number ${slot} of ${vector.length} is ${vector[slot]!}; only finite numbers can be summed`,
  );
}
