/**
 * Sine, cosine and hyperbolic sine for turning pt, η, φ into momenta, a few times per particle and event.
 *
 * Why not `Math`: in V8 each of its functions is a call with unpredictable branches, and most of the time that an event
 * takes; these are twice as fast. And ECMAScript leaves the last bits of `Math.sin` to the engine, while these use only
 * operations that IEEE 754 rounds exactly, so that the bits are the same everywhere.
 *
 * Accuracy: a few units in the last place, see the tests.
 */

/** A constant as a sum of three: multiples of the first two by whole numbers below 2^20 are exact. */
function split(value: number, rest: number): readonly [number, number, number] {
  const high = Math.fround(value);
  return [high, value - high, rest];
}

// What float64 lacks of π/2 and of ln 2 is the last number.
const [quarterHigh, quarterMiddle, quarterLow] = split(Math.PI / 2, 6.123233995736766e-17);
const [log2High, log2Middle, log2Low] = split(Math.LN2, 2.3190468138462996e-17);

/** Beyond this many radians (no azimuth is), the reduction would lose digits. */
const largestAngle = 1000;
const quartersPerRadian = 2 / Math.PI;
/** cos and sin of 0 … 3 quarter turns. */
const quarterCos = Float64Array.of(1, 0, -1, 0);
const quarterSin = Float64Array.of(0, 1, 0, -1);

/**
 * Writes the cosine of an angle in radians to `out[0]` and its sine to `out[1]`.
 *
 * Takes off whole quarter turns, sums both Taylor series up to 45°, and turns the result back.
 * Edge: NaN and infinities give NaN; beyond ±1000 it is left to `Math`.
 */
export function cosSin(angle: number, out: Float64Array): void {
  out[0] = angle;
  turnInMemory(out);
}

/** As `cosSin`, of the angle in `real[0]`: a number that is passed to a function may lie on the heap, one in an array does not. */
export function turnInMemory(real: Float64Array): void {
  const angle = real[0]!;
  if (!(angle > -largestAngle && angle < largestAngle)) {
    real[0] = Math.cos(angle);
    real[1] = Math.sin(angle);
    return;
  }
  const quarters = Math.floor(angle * quartersPerRadian + 0.5);
  const x = angle - quarters * quarterHigh - quarters * quarterMiddle - quarters * quarterLow;
  const z = x * x;
  const sin =
    x +
    x *
      z *
      (-1 / 6 +
        z *
          (1 / 120 +
            z *
              (-1 / 5040 + z * (1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000)))))));
  const cos =
    1 -
    z *
      (0.5 -
        z *
          (1 / 24 -
            z *
              (1 / 720 -
                z *
                  (1 / 40320 - z * (1 / 3628800 - z * (1 / 479001600 - z * (1 / 87178291200 - z / 20922789888000)))))));
  const turn = quarters & 3;
  const turnCos = quarterCos[turn]!;
  const turnSin = quarterSin[turn]!;
  real[0] = cos * turnCos - sin * turnSin;
  real[1] = sin * turnCos + cos * turnSin;
}

/** Beyond this, powers of two would run out of the tables; no particle that a detector sees has such a pseudorapidity. */
const largestSinh = 13;
const powers = 20;
const powerSinh = Float64Array.from({ length: 2 * powers + 1 }, (_, i) => (2 ** (i - powers) - 2 ** (powers - i)) / 2);
const powerCosh = Float64Array.from({ length: 2 * powers + 1 }, (_, i) => (2 ** (i - powers) + 2 ** (powers - i)) / 2);

/**
 * Hyperbolic sine.
 *
 * Takes off whole multiples of ln 2, sums both Taylor series up to ½ ln 2, and puts the multiples, whose hyperbolic sine and
 * cosine are exact, back by the addition theorem. Small results keep their relative accuracy.
 * Edge: NaN gives NaN; beyond ±13 it is left to `Math`.
 */
export function sinh(value: number): number {
  memory[0] = value;
  sinhInMemory(memory);
  return memory[0];
}

const memory = new Float64Array(1);

/** As `sinh`, of the number in `real[0]`, where the result is put too. */
export function sinhInMemory(real: Float64Array): void {
  const value = real[0]!;
  if (!(value > -largestSinh && value < largestSinh)) {
    real[0] = Math.sinh(value);
    return;
  }
  const twos = Math.floor(value * Math.LOG2E + 0.5);
  const x = value - twos * log2High - twos * log2Middle - twos * log2Low;
  const z = x * x;
  const sinhX =
    x + x * z * (1 / 6 + z * (1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * (1 / 39916800 + z / 6227020800)))));
  const coshX =
    1 +
    z *
      (0.5 +
        z * (1 / 24 + z * (1 / 720 + z * (1 / 40320 + z * (1 / 3628800 + z * (1 / 479001600 + z / 87178291200))))));
  // A whole number by its type, too: engines look it up without asking.
  const at = (twos | 0) + powers;
  real[0] = powerSinh[at]! * coshX + powerCosh[at]! * sinhX;
}
