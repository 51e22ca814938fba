import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeWithSharedData, hasSharedData, sharedPath } from "../../test/support/shared-data.ts";
import { keyedGauss, keyedUniform, logOfUniform, philox } from "./keyed-random.ts";

const wordsOf = (hex: string) => Uint32Array.from(hex.split(" "), (word) => Number.parseInt(word, 16));

describe("Philox4x32-10", () => {
  // The known answers of Random123: counter, key, result.
  it.each([
    ["00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"],
    ["ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"],
    ["243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"],
  ])("of %s with key %s is %s", (counter, key, result) => {
    const words = wordsOf(counter);
    const [key0 = 0, key1 = 0] = wordsOf(key);
    philox(words, key0, key1);
    expect(words).toEqual(wordsOf(result));
  });
});

describe("random numbers by key", () => {
  it("have the mean and width of their distribution", () => {
    const count = 20_000;
    const numbers = Array.from({ length: count }, (_, i) => keyedGauss(7, i, 1, 0));
    const mean = numbers.reduce((sum, x) => sum + x, 0) / count;
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    const uniform = Array.from({ length: count }, (_, i) => keyedUniform(7, i, 1, 0));
    expect(Math.abs(uniform.reduce((sum, x) => sum + x, 0) / count - 0.5)).toBeLessThan(0.01);
  });

  it("differ when any part of the key does, and need whole numbers", () => {
    const keys: readonly (readonly [number, number, number, number])[] = [
      [1, 2, 3, 4],
      [2, 2, 3, 4],
      [1, 3, 3, 4],
      [1, 2, 4, 4],
      [1, 2, 3, 5],
      [1 + 2 ** 32, 2, 3, 4],
      [1, 2 + 2 ** 32, 3, 4],
    ];
    expect(new Set(keys.map((key) => keyedUniform(...key))).size).toBe(keys.length);
    for (const wrong of [0.5, NaN, Infinity, 2 ** 53]) expect(keyedGauss(1, wrong, 3, 4)).toBeNaN();
  });

  it("take a logarithm near that of the engine", () => {
    for (let i = 0; i < 2000; i++) {
      const word = i < 50 ? i : i < 100 ? 4294967295 - (i - 50) : Math.floor(4294967296 * keyedUniform(3, i, 0, 0));
      const expected = Math.log((word + 0.5) / 4294967296);
      expect(Math.abs(logOfUniform(word) / expected - 1), String(word)).toBeLessThan(1e-15);
    }
  });
});

interface Drawn {
  readonly eventNumber: number;
  readonly runNumber: number;
  readonly index: number;
  readonly normal: number;
}

describeWithSharedData("random numbers of real events", () => {
  const reference = hasSharedData
    ? (JSON.parse(readFileSync(sharedPath("reference/random.json"), "utf8")) as {
        readonly seed: string;
        readonly negative_eventNumber_data_A: readonly Drawn[];
        readonly first20_data_A: readonly Drawn[];
      })
    : undefined;

  it("are those of the reference, with negative event numbers too", () => {
    const { seed, negative_eventNumber_data_A: negative, first20_data_A: first } = reference!;
    expect(negative.length + first.length).toBeGreaterThan(20);
    for (const { eventNumber, runNumber, index, normal } of [...negative, ...first])
      expect(Math.abs(keyedGauss(Number(seed), eventNumber, runNumber, index) - normal)).toBeLessThan(1e-14);
  });
});
