import { randomFillSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { unpack } from "../record.ts";
import { compress, compressionSetting } from "./compress.ts";

const noise = (length: number): Uint8Array => randomFillSync(new Uint8Array(length));

describe("compressing an object", () => {
  it.each([1, 4, 9] as const)("gives blocks that the reader unpacks to the same bytes, at level %i", (level) => {
    for (const length of [1, 100, 0xffffff, 0xffffff + 1]) {
      const object = new Uint8Array(length).map((_, i) => i >> 10);
      const packed = compress(object, level);
      if (length >= 100) expect(packed.length).toBeLessThan(length);
      expect(Buffer.from(unpack(packed, length, {})).equals(object)).toBe(true);
    }
  });

  it("gives the object itself at level 0, and where compressing gains nothing", () => {
    const object = new Uint8Array(1000);
    expect(compress(object, 0)).toBe(object);
    expect(compress(object, 1)).not.toBe(object);
    for (const length of [1, 5, 1000]) {
      const random = noise(length);
      expect(compress(random, 9)).toBe(random);
    }
  });

  it("stores the whole object if noise in one block makes all blocks together longer", () => {
    const object = new Uint8Array(0xffffff + 10);
    object.set(noise(0xffffff));
    expect(compress(object, 1)).toBe(object);
  });

  it("is told in ROOT's number of algorithm and level", () => {
    expect([0, 1, 9].map((level) => compressionSetting(level as 0 | 1 | 9))).toEqual([0, 101, 109]);
  });
});
