import type { Distribution } from "./correction-tree.ts";

/**
 * Random numbers that depend on the inputs alone: XXH64 of the inputs seeds PCG32.
 *
 * 64-bit numbers are two words of 32, high and low, in `words`: BigInt would allocate for every operation. Everything works on memory
 * of the module, and nothing here waits, so that calls cannot meet.
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 * @see https://www.pcg-random.org, PCG XSH-RR 64/32
 */
const words = new Int32Array(16);
/** Registers: positions in `words`. */
const [lane0, lane1, lane2, lane3, hash, state, spare] = [0, 2, 4, 6, 8, 10, 12] as const;
const lanes = [lane0, lane1, lane2, lane3] as const;
const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);
const [lowHalf, highHalf] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];
/** First draw, second draw; unsigned. */
const drawn = new Float64Array(2);

const [p1High, p1Low] = [0x9e3779b1, 0x85ebca87] as const;
const [p2High, p2Low] = [0xc2b2ae3d, 0x27d4eb4f] as const;
const [p3High, p3Low] = [0x165667b1, 0x9e3779f9] as const;
const [p4High, p4Low] = [0x85ebca77, 0xc2b2ae63] as const;
const [p5High, p5Low] = [0x27d4eb2f, 0x165667c5] as const;
const [pcgFactorHigh, pcgFactorLow] = [0x5851f42d, 0x4c957f2d] as const;
const [pcgStepHigh, pcgStepLow] = [0x14057b7e, 0xf767814f] as const;

const two32 = 4294967296;
const distributions: readonly Distribution[] = ["stdflat", "normal", "stdnormal"];

/** The number that stands for a distribution in `hashPrng`. */
export function distributionCode(distribution: Distribution): number {
  return distributions.indexOf(distribution);
}

/**
 * Replaces `values[0]` with the random number for the first `count` values.
 *
 * @param integers bit i tells that value i is an integer, which is hashed as int64; others as their bits as float64
 */
export function hashPrng(values: Float64Array, count: number, integers: number, distribution: number): void {
  xxh64(values, count, integers);
  seed();
  if (distribution === 0) flat();
  else polar(distribution === 2);
  values[0] = drawn[0]!;
}

/** XXH64 (seed 0) of the values, and the first draws: what the above is made of, for tests. */
export function hashAndDraws(values: Float64Array, integers: number, draws: number): { hash: bigint; draws: number[] } {
  xxh64(values, values.length, integers);
  const high = BigInt(words[hash]! >>> 0);
  const found = (high << 32n) | BigInt(words[hash + 1]! >>> 0);
  seed();
  return { hash: found, draws: Array.from({ length: draws }, () => (draw(0), drawn[0]!)) };
}

function set(r: number, high: number, low: number): void {
  words[r] = high;
  words[r + 1] = low;
}

function add(r: number, high: number, low: number): void {
  const sum = (words[r + 1]! >>> 0) + (low >>> 0);
  words[r + 1] = sum | 0;
  words[r] = words[r]! + high + (sum >= two32 ? 1 : 0);
}

function multiply(r: number, high: number, low: number): void {
  const a = words[r + 1]!;
  // Upper half of the product of the low words, from 16-bit parts.
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = low & 0xffff;
  const b1 = low >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const upper = a1 * b1 + (middle >>> 16) + (((middle & 0xffff) + a0 * b1) >>> 16);
  words[r] = Math.imul(words[r]!, low) + Math.imul(a, high) + (upper | 0);
  words[r + 1] = Math.imul(a, low);
}

/** @param by from 1 to 31 */
function rotate(r: number, by: number): void {
  const high = words[r]!;
  const low = words[r + 1]!;
  set(r, (high << by) | (low >>> (32 - by)), (low << by) | (high >>> (32 - by)));
}

/** `h ^= h >>> by`. @param by from 1 to 32 */
function xorShift(r: number, by: number): void {
  const high = words[r]!;
  const low = words[r + 1]!;
  if (by === 32) words[r + 1] = low ^ high;
  else set(r, high ^ (high >>> by), low ^ ((low >>> by) | (high << (32 - by))));
}

/** Puts the 64 bits of a value into `spare`. Numbers pass from function to function in arrays: as arguments they would be allocated. */
function load(values: Float64Array, k: number, integers: number): void {
  bits[0] = values[k]!;
  if (((integers >>> k) & 1) === 1) set(spare, Math.floor(bits[0] / two32) | 0, bits[0] | 0);
  else set(spare, halves[highHalf]!, halves[lowHalf]!);
}

/** `lane = rotate(lane + input × prime2, 31) × prime1`, with the input in `spare`. */
function round(lane: number): void {
  multiply(spare, p2High, p2Low);
  add(lane, words[spare]!, words[spare + 1]!);
  rotate(lane, 31);
  multiply(lane, p1High, p1Low);
}

function xxh64(values: Float64Array, count: number, integers: number): void {
  let at = 0;
  if (count >= 4) {
    set(lane0, p1High, p1Low);
    add(lane0, p2High, p2Low);
    set(lane1, p2High, p2Low);
    set(lane2, 0, 0);
    // Minus prime1.
    set(lane3, ~p1High, -p1Low);
    for (; at + 4 <= count; at += 4)
      for (let k = 0; k < 4; k++) {
        load(values, at + k, integers);
        round(lanes[k]!);
      }
    set(hash, 0, 0);
    for (let k = 0; k < 4; k++) {
      set(spare, words[lanes[k]!]!, words[lanes[k]! + 1]!);
      rotate(spare, k === 0 ? 1 : k === 1 ? 7 : k === 2 ? 12 : 18);
      add(hash, words[spare]!, words[spare + 1]!);
    }
    for (let k = 0; k < 4; k++) {
      set(spare, words[lanes[k]!]!, words[lanes[k]! + 1]!);
      mix();
      multiply(hash, p1High, p1Low);
      add(hash, p4High, p4Low);
    }
  } else set(hash, p5High, p5Low);
  add(hash, 0, 8 * count);
  for (; at < count; at++) {
    load(values, at, integers);
    mix();
    rotate(hash, 27);
    multiply(hash, p1High, p1Low);
    add(hash, p4High, p4Low);
  }
  words[hash + 1] = words[hash + 1]! ^ (words[hash]! >>> 1); // 33
  multiply(hash, p2High, p2Low);
  xorShift(hash, 29);
  multiply(hash, p3High, p3Low);
  xorShift(hash, 32);
}

/** `hash ^= round(0, spare)`. */
function mix(): void {
  set(state, 0, 0);
  round(state);
  set(hash, words[hash]! ^ words[state]!, words[hash + 1]! ^ words[state + 1]!);
}

function seed(): void {
  set(state, words[hash]!, words[hash + 1]!);
  add(state, pcgStepHigh, pcgStepLow);
  step();
}

function step(): void {
  multiply(state, pcgFactorHigh, pcgFactorLow);
  add(state, pcgStepHigh, pcgStepLow);
}

/** The next 32 bits into `drawn[k]`. */
function draw(k: number): void {
  const high = words[state]!;
  const low = words[state + 1]!;
  set(spare, high, low);
  xorShift(spare, 18);
  const x = (words[spare]! << 5) | (words[spare + 1]! >>> 27);
  const by = high >>> 27;
  drawn[k] = ((x >>> by) | (x << (-by & 31))) >>> 0;
  step();
}

/** As std::uniform_real_distribution of libstdc++; into `drawn[0]`. */
function flat(): void {
  draw(0);
  draw(1);
  const value = (drawn[0]! + drawn[1]! * two32) / (two32 * two32);
  drawn[0] = value < 1 ? value : 1 - Number.EPSILON / 2;
}

/**
 * Marsaglia's polar method, into `drawn[0]`.
 *
 * @param standard as std::normal_distribution of libstdc++: finer draws, and the second of both values
 */
function polar(standard: boolean): void {
  for (;;) {
    let u: number;
    let v: number;
    if (standard) {
      flat();
      u = 2 * drawn[0]! - 1;
      flat();
      v = 2 * drawn[0]! - 1;
    } else {
      draw(0);
      draw(1);
      u = drawn[0]! / 2147483648 - 1;
      v = drawn[1]! / 2147483648 - 1;
    }
    const s = u * u + v * v;
    if (s === 0 || (standard ? s > 1 : s >= 1)) continue;
    drawn[0] = (standard ? v : u) * Math.sqrt((-2 * Math.log(s)) / s);
    return;
  }
}
