import { turnInMemory } from "./trigonometry.ts";

/**
 * Random numbers that follow from a key alone: the same for the same seed, run, event and object, on any worker, in any order, on any
 * engine. Philox4x32-10 of Random123 (Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC11), made of operations that are exact
 * everywhere.
 */

const wordSize = 4294967296;

/** Upper 32 bits of the product of two numbers of 32 bits. */
function high(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + (middle >>> 16) + (other >>> 16)) >>> 0;
}

/** Ten rounds of Philox4x32. @param words four of 32 bits: the counter, then the result */
export function philox(words: Uint32Array, key0: number, key1: number): void {
  keys[0] = key0;
  keys[1] = key1;
  tenRounds(words);
}

const keys = new Uint32Array(2);

/** As `philox`, with the key in `keys`. Here and below no number is passed in a call or a list: it would lie on the heap. */
function tenRounds(words: Uint32Array): void {
  let c0 = words[0]!;
  let c1 = words[1]!;
  let c2 = words[2]!;
  let c3 = words[3]!;
  let key0 = keys[0]!;
  let key1 = keys[1]!;
  for (let round = 0; round < 10; round++) {
    const h0 = high(0xd2511f53, c0);
    const h1 = high(0xcd9e8d57, c2);
    const l0 = Math.imul(0xd2511f53, c0) >>> 0;
    const l1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c0 = (h1 ^ c1 ^ key0) >>> 0;
    c1 = l1;
    c2 = (h0 ^ c3 ^ key1) >>> 0;
    c3 = l0;
    key0 = (key0 + 0x9e3779b9) >>> 0;
    key1 = (key1 + 0xbb67ae85) >>> 0;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

const words = new Uint32Array(4);
const azimuth = new Float64Array(2);

const memory = new Float64Array(4);

/** Leaves the random words of a key (see below) in `words`. False if it is not made of whole numbers that float64 holds exactly. */
function draw(key: Float64Array): boolean {
  const seed = key[0]!;
  const event = key[1]!;
  const run = key[2]!;
  const index = key[3]!;
  if (!(Number.isSafeInteger(seed) && Number.isSafeInteger(event))) return false;
  if (!(Number.isSafeInteger(run) && Number.isSafeInteger(index))) return false;
  words[0] = event % wordSize;
  words[1] = Math.floor(event / wordSize);
  words[2] = run % wordSize;
  words[3] = index % wordSize;
  keys[0] = seed >>> 0;
  keys[1] = Math.floor(seed / wordSize) >>> 0;
  tenRounds(words);
  return true;
}

/**
 * A number between 0 and 1, both left out: (word + ½) / 2³² of the first word.
 *
 * @param seed of the analysis or the variation @param index of the object in its event; all four whole numbers
 * @returns NaN for anything else
 */
export function keyedUniform(seed: number, event: number, run: number, index: number): number {
  memory.set([seed, event, run, index]);
  uniformInMemory(memory);
  return memory[0]!;
}

/** As `keyedUniform`, of the four numbers in `real`; the result is put in `real[0]`. */
export function uniformInMemory(real: Float64Array): void {
  real[0] = draw(real) ? (words[0]! + 0.5) / wordSize : NaN;
}

/** A number of the normal distribution with mean 0 and width 1, by Box and Muller from the first two words; else as {@link keyedUniform}. */
export function keyedGauss(seed: number, event: number, run: number, index: number): number {
  memory.set([seed, event, run, index]);
  gaussInMemory(memory);
  return memory[0]!;
}

/** As `keyedGauss`, of the four numbers in `real`; the result is put in `real[0]`. */
export function gaussInMemory(real: Float64Array): void {
  if (!draw(real)) {
    real[0] = NaN;
    return;
  }
  azimuth[0] = 2 * Math.PI * ((words[1]! + 0.5) / wordSize);
  turnInMemory(azimuth);
  logInMemory(real);
  real[0] = Math.sqrt(-2 * real[0]!) * azimuth[0];
}

/** ln 2 as a sum: multiples of the first part by small whole numbers are exact. */
const log2High = Math.fround(Math.LN2);
const log2Low = Math.LN2 - log2High + 2.3190468138462996e-17;

/**
 * ln((word + ½) / 2³²), within a few units of the last place.
 *
 * (word + ½) = f · 2ᵏ with f within √½ … √2; ln f = 2 artanh((f − 1) / (f + 1)), whose series ends soon.
 */
export function logOfUniform(word: number): number {
  words[0] = word;
  logInMemory(memory);
  return memory[0]!;
}

/** As `logOfUniform`, of `words[0]`, to `real[0]`. */
function logInMemory(real: Float64Array): void {
  const word = words[0]!;
  let exponent = word === 0 ? -1 : 31 - Math.clz32(word);
  let f = (word + 0.5) / 2 ** exponent;
  if (f > Math.SQRT2) {
    f /= 2;
    exponent++;
  }
  const s = (f - 1) / (f + 1);
  const z = s * s;
  let series = 0;
  for (let n = 23; n >= 3; n -= 2) series = z * (1 / n + series);
  const k = exponent - 32;
  real[0] = k * log2High + (k * log2Low + 2 * s * (1 + series));
}
