/**
 * Sums of float64 numbers as whole numbers of 2^-1074 (the smallest one), so that nothing is ever rounded: for the few terms
 * that two float64 numbers cannot hold, see exact-sum.ts.
 *
 * A sum is Σ digit[k] * 2^(32k), each digit a whole float64 below 2^53. A slot has blocks of four neighbouring digits, made when first
 * needed: weights of one analysis need one or two, numbers of every magnitude all 17. So memory follows what was added, slot by slot, and
 * is never more than `mostSlotBytes` for each.
 */
export class Superaccumulator {
  readonly #length: number;
  /** The block of a slot with the lowest digits; 0: it was never used. Block 0 is of no slot. */
  readonly #first: Int32Array;
  /** Of each block: the next one of its slot, with higher digits (0: none); which digits it has; and the digits. */
  #next = new Int32Array(firstBlocks);
  #place = new Uint8Array(firstBlocks);
  #digits = new Float64Array(firstBlocks * digitsPerBlock);
  #blocks = 1;
  #additions = 0;

  constructor(length: number) {
    this.#length = length;
    this.#first = new Int32Array(length);
  }

  /** What it takes now. */
  get bytes(): number {
    return this.#first.byteLength + this.#next.byteLength + this.#place.byteLength + this.#digits.byteLength;
  }

  /** Adds a finite number to a slot. */
  add(slot: number, x: number): void {
    if (x === 0) return;
    if (++this.#additions > additionsBeforeCarry) this.#carry();
    const { sign, high, low, exponent } = decompose(x);
    const k = exponent >>> 5;
    const shift = exponent & 31;
    const lowest = (low << shift) >>> 0;
    const upper = high * 2 ** shift + (shift === 0 ? 0 : low >>> (32 - shift));
    const highest = Math.floor(upper / base);
    this.#addDigit(slot, k, sign * lowest);
    this.#addDigit(slot, k + 1, sign * (upper - highest * base));
    this.#addDigit(slot, k + 2, sign * highest);
  }

  /** Adds the slots of another one, which may have more. */
  merge(other: Superaccumulator): void {
    this.#carry();
    other.#carry();
    for (let slot = 0; slot < this.#length; slot++)
      for (let block = other.#first[slot]!; block !== 0; block = other.#next[block]!)
        for (let i = 0; i < digitsPerBlock; i++)
          this.#addDigit(slot, other.#place[block]! * digitsPerBlock + i, other.#digits[block * digitsPerBlock + i]!);
    this.#additions = 2;
  }

  /** The sum in a slot in units of 2^-1074; 0n for a slot never used. */
  units(slot: number): bigint {
    let sum = 0n;
    for (let block = this.#first[slot]!; block !== 0; block = this.#next[block]!) {
      let part = 0n;
      for (let i = digitsPerBlock - 1; i >= 0; i--)
        part = (part << 32n) + BigInt(this.#digits[block * digitsPerBlock + i]!);
      sum += part << BigInt(32 * digitsPerBlock * this.#place[block]!);
    }
    return sum;
  }

  /** Whether a slot was ever used; an unused one is exactly 0. */
  used(slot: number): boolean {
    return this.#first[slot] !== 0;
  }

  #addDigit(slot: number, k: number, value: number): void {
    if (value === 0) return;
    const block = this.#blockOf(slot, k >>> 2);
    this.#digits[block * digitsPerBlock + (k & 3)]! += value;
  }

  #blockOf(slot: number, place: number): number {
    let before = 0;
    let block = this.#first[slot]!;
    while (block !== 0 && this.#place[block]! < place) {
      before = block;
      block = this.#next[block]!;
    }
    if (block !== 0 && this.#place[block] === place) return block;
    if (this.#blocks === this.#next.length) this.#grow();
    const made = this.#blocks++;
    this.#place[made] = place;
    this.#next[made] = block;
    if (before === 0) this.#first[slot] = made;
    else this.#next[before] = made;
    return made;
  }

  /** By a half, and never beyond what all slots can use. */
  #grow(): void {
    const room = Math.min(1 + this.#length * blocksPerSlot, this.#blocks + (this.#blocks >>> 1));
    const next = new Int32Array(room);
    next.set(this.#next);
    this.#next = next;
    const place = new Uint8Array(room);
    place.set(this.#place);
    this.#place = place;
    const digits = new Float64Array(room * digitsPerBlock);
    digits.set(this.#digits);
    this.#digits = digits;
  }

  /** Brings every digit below 2^32 without changing any sum. */
  #carry(): void {
    for (let slot = 0; slot < this.#length; slot++)
      // A block that a carry makes comes next.
      for (let block = this.#first[slot]!; block !== 0; block = this.#next[block]!)
        for (let i = 0; i < digitsPerBlock; i++) {
          const at = block * digitsPerBlock + i;
          // Rounding to nearest keeps a negative sum from carrying -1 upwards for ever.
          const over = Math.round(this.#digits[at]! / base);
          if (over === 0) continue;
          this.#digits[at]! -= over * base;
          this.#addDigit(slot, this.#place[block]! * digitsPerBlock + i + 1, over);
        }
    this.#additions = 1;
  }
}

const base = 2 ** 32;
/** An addition changes a digit by less than 2^32; after so many of them a digit could leave the whole float64 numbers. */
const additionsBeforeCarry = 2 ** 20;
const digitsPerBlock = 4;
/** The largest float64 number has 2098 bits in units of the smallest one; 17 blocks hold 2^78 of it. */
const blocksPerSlot = 17;
const firstBlocks = 8;

/** Bytes that a slot takes when numbers of every magnitude were added to it: its blocks, and where the first one is. */
export const mostSlotBytes = blocksPerSlot * (digitsPerBlock * 8 + 4 + 1) + 4;

export function createSuperaccumulator(length: number): Superaccumulator {
  return new Superaccumulator(length);
}

/** A finite number as a whole number of 2^-1074. */
export function toUnits(x: number): bigint {
  const { sign, high, low, exponent } = decompose(x);
  return (BigInt(sign * (high * base + low)) << BigInt(exponent)) + 0n;
}

/** The float64 number nearest to `units` * 2^-1074, ties to even; infinite if it is beyond the largest one. */
export function roundUnits(units: bigint): number {
  const magnitude = units < 0n ? -units : units;
  // Keep the top 61 to 64 bits and say in the last whether anything was cut off: enough for the one rounding in Number().
  const shift = Math.max(0, magnitude.toString(16).length * 4 - 64);
  let top = magnitude >> BigInt(shift);
  if (top << BigInt(shift) !== magnitude) top |= 1n;
  // A number with more than 53 bits is above the subnormal ones, so that scaling by a power of two is exact.
  const value = shift < powersOfTwo.length ? Number(top) * powersOfTwo[shift]! : Infinity;
  return units < 0n ? -value : value;
}

/** 2^(i - 1074), by doubling, since Math.pow promises no exact result. */
const powersOfTwo = new Float64Array(2098);
for (let i = 0, power = Number.MIN_VALUE; i < powersOfTwo.length; i++, power *= 2) powersOfTwo[i] = power;

const cell = new DataView(new ArrayBuffer(8));

/** x = sign * (high * 2^32 + low) * 2^(exponent - 1074), with high < 2^21. */
function decompose(x: number): { sign: 1 | -1; high: number; low: number; exponent: number } {
  cell.setFloat64(0, x);
  const top = cell.getUint32(0);
  const biased = (top >>> 20) & 0x7ff;
  const fraction = top & 0xfffff;
  return {
    sign: top >>> 31 === 0 ? 1 : -1,
    high: biased === 0 ? fraction : fraction + 0x100000,
    low: cell.getUint32(4),
    exponent: biased === 0 ? 0 : biased - 1,
  };
}
