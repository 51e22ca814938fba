import { cosSin } from "../../physics/trigonometry.ts";
import { fullTurn } from "../../physics/units.ts";
import { exp, log } from "./elementary-functions.ts";

/** Spreads the bits of a 32-bit word over all its bits; the final step of MurmurHash3 (Appleby, 2008), a bijection. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** What of a seed a stream may depend on: text and whole numbers from 0 to 2^53 − 1. */
export type StreamKey = readonly (string | number)[];

/** 2^32 */
const wordSize = 4294967296;
const radiansPerBit = fullTurn / wordSize;

/** Each part with its kind and length in front, so that no two different keys are the same words. */
function wordsOf(key: StreamKey): number[] {
  const words: number[] = [];
  for (const part of key) {
    if (typeof part === "string") words.push(part.length, ...Array.from(part, (_, i) => part.charCodeAt(i)));
    else words.push(0x10000, part % wordSize, Math.floor(part / wordSize));
  }
  return words;
}

/** Mean above which a Poisson number is drawn as a sum, to keep exp(−mean) away from rounding. */
const largestPoissonMean = 30;

/**
 * Random numbers that follow from a key alone: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", ACM TOMS 47, 2021), whose state of 128 bits is a hash of the key.
 *
 * Streams of different keys are independent for every purpose here: the period is 2^128 − 1, so that pieces of a thousand million
 * streams overlap with a chance of less than 1e-10. That makes generation split over files, blocks and threads the same as in one go.
 *
 * All of it is integer arithmetic and exactly rounded float64: the same numbers on every engine.
 */
export class RandomStream {
  #s0: number;
  #s1: number;
  #s2: number;
  #s3: number;
  /** Normal numbers come in pairs. */
  #spareNormal: number | undefined;

  constructor(...key: StreamKey) {
    const state = Int32Array.of(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344); // π, as a number with nothing up its sleeve
    for (const word of wordsOf(key))
      for (let lane = 0; lane < 4; lane++)
        state[lane] = mix(Math.imul(state[lane]!, 5) + 0x52dce729 + mix(word + lane));
    if (state.every((word) => word === 0)) state[0] = 1;
    [this.#s0, this.#s1, this.#s2, this.#s3] = state as unknown as [number, number, number, number];
  }

  /** A stream that starts from this state, for comparison with published numbers. */
  static fromState(s0: number, s1: number, s2: number, s3: number): RandomStream {
    const stream = new RandomStream();
    stream.#s0 = s0;
    stream.#s1 = s1;
    stream.#s2 = s2;
    stream.#s3 = s3;
    return stream;
  }

  /** 32 random bits, as a number from 0 to 2^32 − 1. */
  bits(): number {
    const s1 = this.#s1;
    const fiveTimes = Math.imul(s1, 5);
    const result = Math.imul((fiveTimes << 7) | (fiveTimes >>> 25), 9);
    const s2 = this.#s2 ^ this.#s0;
    const s3 = this.#s3 ^ s1;
    this.#s1 = s1 ^ s2;
    this.#s0 ^= s3;
    this.#s2 = s2 ^ (s1 << 9);
    this.#s3 = (s3 << 11) | (s3 >>> 21);
    return result >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    const upper = this.bits() >>> 6;
    return (upper * 134217728 + (this.bits() >>> 5)) / 9007199254740992;
  }

  /** Uniform in [lower, upper). */
  between(lower: number, upper: number): number {
    return lower + (upper - lower) * this.uniform();
  }

  /** True with that probability, to 2^−32. */
  chance(probability: number): boolean {
    return this.bits() < probability * wordSize;
  }

  /** For rejection: true with the probability density / bound. */
  accepts(density: number, bound: number): boolean {
    return this.bits() * bound < density * wordSize;
  }

  /** Uniform in [−1, 1), 32 bits: a cosine of an isotropic direction. */
  cosine(): number {
    return this.bits() / 2147483648 - 1;
  }

  /** Uniform in [0, 2π), 32 bits. */
  angle(): number {
    return this.bits() * radiansPerBit;
  }

  /** +1 or −1, each as often. */
  sign(): 1 | -1 {
    return this.bits() & 1 ? 1 : -1;
  }

  /** Standard normal: mean 0, standard deviation 1 (polar method, Marsaglia and Bray, 1964). */
  normal(): number {
    const spare = this.#spareNormal;
    if (spare !== undefined) {
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = this.cosine();
      const y = this.cosine();
      const r2 = x * x + y * y;
      if (r2 >= 1 || r2 === 0) continue;
      const factor = Math.sqrt((-2 * log(r2)) / r2);
      this.#spareNormal = y * factor;
      return x * factor;
    }
  }

  /** Exponential with that mean. */
  exponential(mean: number): number {
    return -mean * log(1 - this.uniform());
  }

  /** Whole number with a Poisson distribution: products of uniform numbers (Knuth), a sum of them for large means. */
  poisson(mean: number): number {
    let count = 0;
    let rest = mean;
    while (rest > 0) {
      const part = Math.min(rest, largestPoissonMean);
      rest -= part;
      const limit = exp(-part);
      for (let product = this.uniform(); product > limit; product *= this.uniform()) count += 1;
    }
    return count;
  }

  /** Writes cosine and sine of a uniform angle to `out[0]` and `out[1]`. */
  azimuth(out: Float64Array): void {
    cosSin(this.angle(), out);
  }
}
