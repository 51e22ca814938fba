/**
 * Logarithm, exponential function and arc tangent for the generator.
 *
 * Why not `Math`: ECMAScript leaves its last bits to the engine, and engines do change them between versions. These use
 * only operations that IEEE 754 rounds exactly, so that a seed gives the same events everywhere, as does `physics/trigonometry`.
 *
 * Accuracy: a few units in the last place, see the tests.
 */

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Which of the two words of a float64 holds sign, exponent and the first bits of the fraction. */
const high = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** Powers of two from 2^−1022 to 2^1023, exact: each is the one before, doubled. */
const smallestPower = -1022;
const powersOfTwo = new Float64Array(2046);
for (let i = 0, value = 2.2250738585072014e-308; i < powersOfTwo.length; i++, value *= 2) powersOfTwo[i] = value;

function powerOfTwo(power: number): number {
  return powersOfTwo[power - smallestPower]!;
}

/** ln 2 as a sum of two; multiples of the first by whole numbers below 2^20 are exact. */
const log2High = Math.fround(Math.LN2);
const log2Low = -1.904654299957768e-9; // ln 2 − log2High

/** Below this, float64 numbers have fewer bits; a factor brings them into range. */
const smallestNormal = 2.2250738585072014e-308;
const intoRange = 18014398509481984; // 2^54

/**
 * Natural logarithm.
 *
 * Takes off the power of two that leaves √½ … √2, and sums the series of 2 artanh((m − 1) / (m + 1)), even and odd terms side by side.
 * Edge: −Infinity at 0, NaN below it and for NaN, Infinity for Infinity.
 */
export function log(value: number): number {
  if (!(value > 0) || value === Infinity) return value === 0 ? -Infinity : value > 0 ? value : Number.NaN;
  if (value < smallestNormal) return log(value * intoRange) - 54 * Math.LN2;
  double[0] = value;
  let exponent = (words[high]! >>> 20) - 1023;
  // A factor 2^−1023 would be out of range: two factors.
  let mantissa = exponent === 1023 ? value * 0.5 * powerOfTwo(-1022) : value * powerOfTwo(-exponent);
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  const w = z * z;
  const even = 1 / 3 + w * (1 / 7 + w * (1 / 11 + w * (1 / 15 + w * (1 / 19))));
  const odd = 1 / 5 + w * (1 / 9 + w * (1 / 13 + w * (1 / 17)));
  const tail = z * (even + z * odd);
  return exponent * log2High + (exponent * log2Low + (2 * s + 2 * s * tail));
}

/** Beyond these, the result is Infinity or 0. */
const largestExponent = 709.78;
const smallestExponent = -745.2;

/**
 * Exponential function.
 *
 * Takes off whole multiples of ln 2 and sums the Taylor series up to ½ ln 2, even and odd terms side by side.
 * Edge: 0 below −745.2, Infinity above 709.78, NaN for NaN; results below 1e-300 are good to some digits less.
 */
export function exp(value: number): number {
  if (!(value <= largestExponent)) return Number.isNaN(value) ? value : Infinity;
  if (value < smallestExponent) return 0;
  const twos = Math.floor(value * Math.LOG2E + 0.5);
  const x = value - twos * log2High - twos * log2Low;
  const z = x * x;
  const even =
    0.5 + z * (1 / 24 + z * (1 / 720 + z * (1 / 40320 + z * (1 / 3628800 + z * (1 / 479001600 + z / 87178291200)))));
  const odd = 1 / 6 + z * (1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * (1 / 39916800 + z / 6227020800))));
  const sum = 1 + (x + z * (even + x * odd));
  if (twos > 1023) return sum * powerOfTwo(1023) * 2;
  return twos > -1000 ? sum * powerOfTwo(twos) : sum * powerOfTwo(twos + 100) * powerOfTwo(-100);
}

/** `base` to the power of `exponent`, for base > 0; 0 for base 0 and a positive exponent. */
export function power(base: number, exponent: number): number {
  return exp(exponent * log(base));
}

/** arctan for |x| ≤ 1/32. */
function smallArctan(x: number): number {
  const z = x * x;
  return x - x * z * (1 / 3 - z * (1 / 5 - z * (1 / 7 - z * (1 / 9 - z * (1 / 11)))));
}

/** arctan x = 2 arctan(x / (1 + √(1 + x²))), as often as needed. */
function halvedArctan(x: number): number {
  return Math.abs(x) <= 1 / 32 ? smallArctan(x) : 2 * halvedArctan(x / (1 + Math.sqrt(1 + x * x)));
}

/** arctan(k / 16) */
const sixteenths = Float64Array.from({ length: 17 }, (_, k) => halvedArctan(k / 16));

/** arctan for 0 ≤ x ≤ 1, from the nearest sixteenth. */
function unitArctan(x: number): number {
  const k = Math.floor(16 * x + 0.5);
  const centre = k / 16;
  return sixteenths[k]! + smallArctan((x - centre) / (1 + x * centre));
}

/**
 * Angle of the vector (x, y) with the x axis, in [−π, π].
 *
 * Edge: 0 for the zero vector; NaN if one of both is NaN. The sign of zero is not looked at.
 */
export function arctan2(y: number, x: number): number {
  const [ax, ay] = [Math.abs(x), Math.abs(y)];
  if (ax === 0 && ay === 0) return 0;
  const octant = ay <= ax ? unitArctan(ay / ax) : Math.PI / 2 - unitArctan(ax / ay);
  const half = x < 0 ? Math.PI - octant : octant;
  return y < 0 ? -half : half;
}

/** Inverse hyperbolic sine: the pseudorapidity is arsinh(pz / pt). Absolute accuracy 1e-15. */
export function arsinh(value: number): number {
  const size = Math.abs(value);
  const result = log(size + Math.sqrt(size * size + 1));
  return value < 0 ? -result : result;
}
