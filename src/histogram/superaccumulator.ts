/**
 * Sums of float64 numbers as whole numbers of 2^-1074 (the smallest one), so that nothing is ever rounded: for the few terms
 * that two float64 numbers cannot hold, see exact-sum.ts.
 *
 * A sum is Σ digit[k] * 2^(32k), each digit a whole float64 below 2^53. A slot has blocks of four neighbouring digits, made when first
 * needed: weights of one analysis need one or two, numbers of every magnitude all 17. So memory follows what was added, slot by slot, and
 * is never more than `mostSlotBytes` for each.
 *
 * @see U. Kulisch, Computer Arithmetic and Validity, on the complete register.
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
    const k = split(x);
    for (let i = 0; i < 3; i++) this.#addDigit(slot, k + i, three[i]!);
  }

  /** Adds the slots of another one, which may have more. */
  merge(other: Superaccumulator): void {
    this.#carry();
    other.#carry();
    for (let slot = 0; slot < this.#length; slot++) {
      let before = 0;
      for (let from = other.#first[slot]!; from !== 0; from = other.#next[from]!) {
        // Both have their blocks in the same order.
        const block = this.#blockOf(slot, other.#place[from]!, before);
        for (let i = 0; i < digitsPerBlock; i++)
          this.#digits[block * digitsPerBlock + i]! += other.#digits[from * digitsPerBlock + i]!;
        before = block;
      }
    }
    this.#additions = 2;
  }

  /**
   * The sum in a slot, together with two more numbers, rounded once to the nearest float64, ties to even: infinite if it is beyond the largest
   * one, +0 if it is zero.
   */
  round(slot: number, high: number, low: number): number {
    digits.fill(0);
    for (let block = this.#first[slot]!; block !== 0; block = this.#next[block]!) {
      const at = digitsPerBlock * this.#place[block]!;
      for (let i = 0; i < digitsPerBlock; i++) digits[at + i]! += this.#digits[block * digitsPerBlock + i]!;
    }
    addTo(digits, high);
    addTo(digits, low);
    const sign = normalize(digits);
    return sign * nearest(digits);
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

  /** @param before a block of the slot with a lower place, from which to look; 0: from the first */
  #blockOf(slot: number, place: number, before = 0): number {
    let block = before === 0 ? this.#first[slot]! : this.#next[before]!;
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
    if (this.#additions === 1) return;
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

/** 2^(i - 1074), by doubling, since Math.pow promises no exact result. */
const powersOfTwo = new Float64Array(2098);
for (let i = 0, power = Number.MIN_VALUE; i < powersOfTwo.length; i++, power *= 2) powersOfTwo[i] = power;

const cell = new DataView(new ArrayBuffer(8));
/** The digits of the number that was split last. */
const three = new Float64Array(3);
/** Those of the sum that is being rounded; room for what is carried beyond the blocks. */
const digits = new Float64Array(blocksPerSlot * digitsPerBlock + 4);

/** Splits a finite number into three digits, in `three`. @returns which digit the lowest is */
function split(x: number): number {
  cell.setFloat64(0, x);
  const top = cell.getUint32(0);
  const biased = (top >>> 20) & 0x7ff;
  const fraction = top & 0xfffff;
  // x = sign * (high * 2^32 + low) * 2^(exponent - 1074), with high < 2^21.
  const high = biased === 0 ? fraction : fraction + 0x100000;
  const low = cell.getUint32(4);
  const exponent = biased === 0 ? 0 : biased - 1;
  const sign = top >>> 31 === 0 ? 1 : -1;
  const shift = exponent & 31;
  const upper = high * 2 ** shift + (shift === 0 ? 0 : low >>> (32 - shift));
  const highest = Math.floor(upper / base);
  three[0] = sign * ((low << shift) >>> 0);
  three[1] = sign * (upper - highest * base);
  three[2] = sign * highest;
  return exponent >>> 5;
}

function addTo(sum: Float64Array, x: number): void {
  if (x === 0) return;
  const k = split(x);
  for (let i = 0; i < 3; i++) sum[k + i]! += three[i]!;
}

/** Brings all digits between 0 and 2^32 - 1, so that they are the magnitude of the sum. @returns its sign */
function normalize(sum: Float64Array): 1 | -1 {
  if (carryAll(sum) === 0) return 1;
  // Negative: what it lacks to a power of 2^32.
  for (let k = 0; k < sum.length; k++) sum[k] = -sum[k]!;
  carryAll(sum);
  return -1;
}

/** @returns what is carried out of the last digit: 0, or -1 if the sum is negative */
function carryAll(sum: Float64Array): number {
  let carried = 0;
  for (let k = 0; k < sum.length; k++) {
    const digit = sum[k]! + carried;
    carried = Math.floor(digit / base);
    sum[k] = digit - carried * base;
  }
  return carried;
}

/** The float64 number nearest to a sum with normalized digits, ties to even. */
function nearest(sum: Float64Array): number {
  let k = sum.length - 1;
  while (k > 1 && sum[k] === 0) k--;
  const [first, second, third] = [sum[k]!, sum[k - 1]!, k < 2 ? 0 : sum[k - 2]!];
  // Up to 53 bits: a whole number of the smallest float64 number.
  if (k === 1 && first < 2 ** 21) return (first * base + second) * Number.MIN_VALUE;
  // 96 bits from the highest one that is set, the last of them set as well if anything below is.
  const shift = Math.clz32(first);
  const a = joined(first, second, shift);
  const b = joined(second, third, shift);
  let c = (third << shift) >>> 0;
  for (let j = k - 3; j >= 0 && c === 0; j--) if (sum[j] !== 0) c = 1;
  let mantissa = a * 2 ** 21 + (b >>> 11);
  const rest = b & 0x7ff;
  if (rest > 0x400 || (rest === 0x400 && (c !== 0 || mantissa % 2 === 1))) mantissa++;
  const exponent = 32 * (k - 2) + 43 - shift;
  // A number with more than 53 bits is above the subnormal ones, so that scaling by a power of two is exact.
  return exponent < powersOfTwo.length ? mantissa * powersOfTwo[exponent]! : Infinity;
}

/** 32 bits of two digits, from the bit `shift` of the upper one on. */
function joined(upper: number, lower: number, shift: number): number {
  return shift === 0 ? upper : ((upper << shift) | (lower >>> (32 - shift))) >>> 0;
}
