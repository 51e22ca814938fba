import type { Where } from "../errors/app-error.ts";
import { checkBins, createVariableAxis, type NumericAxis, type RegularAxisOptions } from "./axis.ts";
import { InvalidAxisError } from "./errors.ts";

/**
 * Axis of bins that are equally wide in the logarithm: edges[i] = lower · (upper/lower)^(i/bins), the ends exactly as given.
 *
 * Each edge is the float64 number nearest to that, so that edges are the same everywhere: ECMAScript leaves the last bits of `Math.log` and
 * `Math.exp` to the engine.
 *
 * @throws {InvalidAxisError} unless bins is a whole number from 1 to 10,000, 0 < lower < upper, both finite, and so far apart that float64
 *   can tell all the edges from each other.
 */
export function createLogAxis(options: RegularAxisOptions, where: Where = {}): NumericAxis {
  const { bins, lower, upper } = options;
  checkBins(bins, where);
  if (!Number.isFinite(lower) || !Number.isFinite(upper) || !(lower > 0) || !(lower < upper))
    throw new InvalidAxisError(
      `A logarithmic axis needs finite borders with 0 < lower < upper, but got ${lower} and ${upper}`,
      where,
    );
  return createVariableAxis({ ...options, edges: logEdges(bins, lower, upper), scale: "log" }, where);
}

// Fixed-point numbers: whole numbers of 2^-192, so exact that an edge could only be off if it lay within 2^-170 of the middle between two
// float64 numbers.
const fractionBits = 192n;
const one = 1n << fractionBits;

function logEdges(bins: number, lower: number, upper: number): Float64Array {
  const [from, to] = [split(lower), split(upper)];
  const ratio = (to.mantissa << (fractionBits + to.exponent - from.exponent)) / from.mantissa;
  const step = exp(ln(ratio) / BigInt(bins));
  const edges = new Float64Array(bins + 1);
  for (let i = 0, power = one; i < bins; i++, power = (power * step) >> fractionBits)
    edges[i] = nearest(from.mantissa * power, from.exponent - fractionBits);
  edges[bins] = upper;
  return edges;
}

const cell = new DataView(new ArrayBuffer(8));

/** A positive float64 number as mantissa · 2^exponent. */
function split(x: number): { readonly mantissa: bigint; readonly exponent: bigint } {
  cell.setFloat64(0, x);
  const word = cell.getBigUint64(0);
  const biased = word >> 52n;
  const fraction = word & 0xfffffffffffffn;
  return biased === 0n
    ? { mantissa: fraction, exponent: -1074n }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075n };
}

/** The float64 number nearest to n · 2^exponent, n > 0. */
function nearest(n: bigint, exponent: bigint): number {
  // 64 bits, the last of them set as well if anything below is: Number() rounds them correctly.
  const cut = BigInt(Math.max(0, bitLength(n) - 64));
  const top = n >> cut;
  const number = Number(top << cut === n ? top : top | 1n);
  const half = (cut + exponent) / 2n;
  return number * powerOfTwo(half) * powerOfTwo(cut + exponent - half);
}

function powerOfTwo(exponent: bigint): number {
  cell.setBigUint64(0, (exponent + 1023n) << 52n);
  return cell.getFloat64(0);
}

function bitLength(n: bigint): number {
  return n.toString(2).length;
}

/** 2 · (z + z³/3 + z⁵/5 + …) with z = (x − 1)/(x + 1) is ln x. */
function lnNearOne(x: bigint): bigint {
  const z = ((x - one) << fractionBits) / (x + one);
  const square = (z * z) >> fractionBits;
  let sum = 0n;
  for (let term = z, n = 1n; term !== 0n; term = (term * square) >> fractionBits, n += 2n) sum += term / n;
  return 2n * sum;
}

const ln2 = lnNearOne(2n * one);

/** Natural logarithm of x ≥ 1: of its part between 1 and 2, and of the powers of two before it. */
function ln(x: bigint): bigint {
  const twos = BigInt(bitLength(x)) - 1n - fractionBits;
  return twos * ln2 + lnNearOne(x >> twos);
}

/** e^x of x ≥ 0: whole powers of two, and 1 + r + r²/2! + … of the rest. */
function exp(x: bigint): bigint {
  const twos = x / ln2;
  const rest = x - twos * ln2;
  let sum = 0n;
  for (let term = one, n = 1n; term !== 0n; term = (term * rest) / (n << fractionBits), n++) sum += term;
  return sum << twos;
}
