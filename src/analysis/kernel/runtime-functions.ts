/** What generated code calls for numbers; each gives NaN where there is no result. */

const wordSize = 4294967296;

/** Whole numbers of 64 bits, with or without sign. */
function isWhole(x: number): boolean {
  return Number.isInteger(x) && x >= -9223372036854775808 && x < 18446744073709551616;
}

/** The bits of two whole numbers that both have, as in Python: negative ones have ones without end before them. */
export function bitAnd(a: number, b: number): number {
  if ((a | 0) === a && (b | 0) === b) return a & b;
  if (!isWhole(a) || !isWhole(b)) return NaN;
  return andHalves(a >>> 0, Math.floor(a / wordSize), b >>> 0, Math.floor(b / wordSize));
}

export function bitOr(a: number, b: number): number {
  if ((a | 0) === a && (b | 0) === b) return a | b;
  if (!isWhole(a) || !isWhole(b)) return NaN;
  return orHalves(a >>> 0, Math.floor(a / wordSize), b >>> 0, Math.floor(b / wordSize));
}

export function bitXor(a: number, b: number): number {
  if (!isWhole(a) || !isWhole(b)) return NaN;
  const [high, other] = [Math.floor(a / wordSize), Math.floor(b / wordSize)];
  return joined(high ^ other, (a >>> 0) ^ (b >>> 0), high < 0 !== other < 0);
}

/** @param lowA lower 32 bits, not negative @param highA upper bits, with the sign */
export function andHalves(lowA: number, highA: number, lowB: number, highB: number): number {
  return lowA - lowB === lowA - lowB ? joined(highA & highB, lowA & lowB, highA < 0 && highB < 0) : NaN;
}

export function orHalves(lowA: number, highA: number, lowB: number, highB: number): number {
  return lowA - lowB === lowA - lowB ? joined(highA | highB, lowA | lowB, highA < 0 || highB < 0) : NaN;
}

/** NaN if float64 cannot hold the number. */
function joined(high: number, low: number, isNegative: boolean): number {
  const upper = (isNegative ? high : high >>> 0) * wordSize;
  const number = upper + (low >>> 0);
  return number - upper === low >>> 0 ? number : NaN;
}

/** a · 2ⁿ. */
export function shiftLeft(a: number, n: number): number {
  const shifted = a * 2 ** n;
  return isWhole(a) && isShift(n) && isWhole(shifted) ? shifted : NaN;
}

/** a / 2ⁿ, rounded downward. */
export function shiftRight(a: number, n: number): number {
  return isWhole(a) && isShift(n) ? Math.floor(a / 2 ** n) : NaN;
}

export function shiftRightHalves(low: number, high: number, n: number): number {
  if (!isShift(n)) return NaN;
  if (n >= 32) return Math.floor(high / 2 ** (n - 32));
  const upper = high * 2 ** (32 - n);
  const lower = Math.floor(low / 2 ** n);
  return upper + lower - upper === lower ? upper + lower : NaN;
}

function isShift(n: number): boolean {
  return Number.isInteger(n) && n >= 0 && n < 64;
}

/** −a − 1: every bit the other way. */
export function complement(a: number): number {
  return isWhole(a) ? -a - 1 : NaN;
}

/** To the nearest whole number, halves away from zero, as round() in C. */
export function roundHalf(x: number): number {
  const whole = Math.trunc(x);
  return Math.abs(x - whole) >= 0.5 ? whole + Math.sign(x) : whole;
}

/** Linear between the points (xs, ys), of which the xs ascend; the first and last y beyond them. */
export function interpolate(x: number, xs: ArrayLike<number>, ys: ArrayLike<number>): number {
  const last = xs.length - 1;
  if (!(x > xs[0]!)) return x <= xs[0]! ? ys[0]! : NaN;
  if (x >= xs[last]!) return ys[last]!;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  const fraction = (x - xs[low]!) / (xs[high]! - xs[low]!);
  return ys[low]! + fraction * (ys[high]! - ys[low]!);
}

type Keys = ArrayLike<number> | ArrayLike<string>;

/** Memory of the functions below; grows with the longest list. */
let scratch = new Int32Array(64);
let marks = new Uint8Array(64);

/** Whether one key stands behind another: NaN at the end. */
function isBehind(a: number | string, b: number | string): boolean {
  return a > b || (a !== a && b === b);
}

/** Fills `positions` with 0 … length − 1, sorted by ascending keys; equal keys stay in order. */
export function sortPositions(positions: Int32Array, keys: Keys, length: number): void {
  for (let i = 0; i < length; i++) positions[i] = i;
  if (length <= 24) {
    insertionSort(positions, keys, length);
    return;
  }
  if (scratch.length < length) scratch = new Int32Array(2 * length);
  let [from, to]: [Int32Array, Int32Array] = [positions, scratch];
  for (let width = 1; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) merge(from, to, keys, start, width, length);
    [from, to] = [to, from];
  }
  if (from !== positions) for (let i = 0; i < length; i++) positions[i] = from[i]!;
}

function insertionSort(positions: Int32Array, keys: Keys, length: number): void {
  for (let i = 1; i < length; i++) {
    const position = positions[i]!;
    let at = i;
    for (; at > 0 && isBehind(keys[positions[at - 1]!]!, keys[position]!); at--) positions[at] = positions[at - 1]!;
    positions[at] = position;
  }
}

function merge(from: Int32Array, to: Int32Array, keys: Keys, start: number, width: number, length: number): void {
  const middle = Math.min(start + width, length);
  const stop = Math.min(start + 2 * width, length);
  let [left, right] = [start, middle];
  for (let at = start; at < stop; at++) {
    const takesRight = left >= middle || (right < stop && isBehind(keys[from[left]!]!, keys[from[right]!]!));
    to[at] = takesRight ? from[right++]! : from[left++]!;
  }
}

/** Fills `positions` with those of the first of every kind of key, ascending. @returns how many there are */
export function uniquePositions(positions: Int32Array, keys: Keys, length: number): number {
  sortPositions(positions, keys, length);
  if (marks.length < length) marks = new Uint8Array(2 * length);
  for (let i = 0; i < length; i++) {
    const [key, before] = [keys[positions[i]!]!, i === 0 ? undefined : keys[positions[i - 1]!]!];
    marks[positions[i]!] = i > 0 && (key === before || (key !== key && before !== before)) ? 0 : 1;
  }
  let count = 0;
  for (let i = 0; i < length; i++) if (marks[i] === 1) positions[count++] = i;
  return count;
}

/** All of them, by the names that generated code knows. */
export const runtimeFunctions = {
  bitAnd,
  bitOr,
  bitXor,
  andHalves,
  orHalves,
  shiftLeft,
  shiftRight,
  shiftRightHalves,
  complement,
  roundHalf,
  interpolate,
  sortPositions,
  uniquePositions,
} as const;
