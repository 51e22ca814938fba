import { AppError } from "../../src/errors/app-error.ts";
import { decompress } from "../../src/rootio/compression/decompress.ts";

/** What became of damaged payloads: refused with an error of ours, the right bytes all the same, or wrong bytes. */
export interface DamageReport {
  readonly refused: number;
  readonly right: number;
  readonly wrong: number;
}

/** Decompresses each payload; anything but an AppError or `uncompressed.length` bytes is rethrown or thrown. */
export function tryDamaged(payloads: Iterable<Uint8Array>, uncompressed: Uint8Array): DamageReport {
  const report = { refused: 0, right: 0, wrong: 0 };
  for (const payload of payloads) {
    let result: Uint8Array;
    try {
      result = decompress(payload, uncompressed.length, { file: "damaged.root" });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      report.refused++;
      continue;
    }
    if (result.length !== uncompressed.length)
      throw new Error(`got ${result.length} bytes instead of ${uncompressed.length}`);
    if (Buffer.compare(result, uncompressed) === 0) report.right++;
    else report.wrong++;
  }
  return report;
}

/** The payload with one bit flipped, for each bit. */
export function* everyBitFlip(payload: Uint8Array): Generator<Uint8Array> {
  for (let bit = 0; bit < payload.length * 8; bit++) yield flipped(payload, bit);
}

/** The payload with one to three bits flipped at places drawn from a seed. */
export function* someBitFlips(payload: Uint8Array, count: number, seed: number): Generator<Uint8Array> {
  const draw = drawFrom(seed);
  for (let i = 0; i < count; i++) {
    let damaged = payload;
    for (let flips = 1 + draw(3); flips > 0; flips--) damaged = flipped(damaged, draw(payload.length * 8));
    yield damaged;
  }
}

/** Every truncation, down to nothing; steps of `step` bytes. */
export function* truncations(payload: Uint8Array, step = 1): Generator<Uint8Array> {
  for (let length = 0; length < payload.length; length += step) yield payload.slice(0, length);
}

function flipped(payload: Uint8Array, bit: number): Uint8Array {
  const damaged = payload.slice();
  damaged[bit >>> 3]! ^= 1 << (bit & 7);
  return damaged;
}

/** Whole numbers in [0, limit) from a seed (mulberry32). */
export function drawFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
