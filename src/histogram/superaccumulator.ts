/**
 * Sums of float64 numbers as whole numbers of 2^-1074 (the smallest one), so that nothing is ever rounded: for the few terms
 * that two float64 numbers cannot hold, see exact-sum.ts.
 *
 * A sum is Σ digit[k] * 2^(32k), each digit a whole float64 below 2^53. A level holds the digits of one k for all slots and is made
 * when first needed; weights of one analysis need four or five of them.
 */
export interface Superaccumulator {
  /** Adds a finite number to a slot. */
  add(slot: number, x: number): void;
  /** Adds every slot of another of the same length. */
  merge(other: Superaccumulator): void;
  /** The sum in a slot in units of 2^-1074; 0n for a slot never used. */
  units(slot: number): bigint;
  /** Whether a slot was ever used; an unused one is exactly 0. */
  used(slot: number): boolean;
  /** For `merge`: the digits, carried so that each is below 2^32. */
  carriedLevels(): readonly (Float64Array | undefined)[];
}

const base = 2 ** 32;
/** An addition changes a digit by less than 2^32; after so many of them a digit could leave the whole float64 numbers. */
const additionsBeforeCarry = 2 ** 20;

export function createSuperaccumulator(length: number): Superaccumulator {
  const levels: (Float64Array | undefined)[] = [];
  const touched = new Uint8Array(length);
  let additions = 0;

  function level(k: number): Float64Array {
    return (levels[k] ??= new Float64Array(length));
  }

  /** Brings every digit below 2^32 without changing any sum. */
  function carry(): void {
    for (let k = 0; k < levels.length; k++) {
      const digits = levels[k];
      if (digits === undefined) continue;
      for (let slot = 0; slot < length; slot++) {
        // Rounding to nearest keeps a negative sum from carrying -1 upwards for ever.
        const over = Math.round(digits[slot]! / base);
        if (over === 0) continue;
        digits[slot]! -= over * base;
        level(k + 1)[slot]! += over;
      }
    }
    additions = 1;
  }

  return {
    add(slot, x) {
      if (x === 0) return;
      if (++additions > additionsBeforeCarry) carry();
      touched[slot] = 1;
      const { sign, high, low, exponent } = decompose(x);
      const k = exponent >>> 5;
      const shift = exponent & 31;
      const lowest = (low << shift) >>> 0;
      const upper = high * 2 ** shift + (shift === 0 ? 0 : low >>> (32 - shift));
      const highest = Math.floor(upper / base);
      level(k)[slot]! += sign * lowest;
      level(k + 1)[slot]! += sign * (upper - highest * base);
      if (highest !== 0) level(k + 2)[slot]! += sign * highest;
    },
    merge(other) {
      carry();
      other.carriedLevels().forEach((digits, k) => {
        if (digits === undefined) return;
        const own = level(k);
        for (let slot = 0; slot < length; slot++) own[slot]! += digits[slot]!;
      });
      for (let slot = 0; slot < length; slot++) if (other.used(slot)) touched[slot] = 1;
      additions = 2;
    },
    units(slot) {
      let sum = 0n;
      for (let k = levels.length - 1; k >= 0; k--) sum = (sum << 32n) + BigInt(levels[k]?.[slot] ?? 0);
      return sum;
    },
    used: (slot) => touched[slot] === 1,
    carriedLevels() {
      carry();
      return levels;
    },
  };
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
