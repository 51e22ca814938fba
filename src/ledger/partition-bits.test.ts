import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBits, hasBit, nextMissing, nextPresent, setBit } from "./partition-bits.ts";

describe("partition bits", () => {
  it("are found as one by one, wherever the search begins", () => {
    const stretch = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 6 }), (stretches) => {
        const present = stretches.flatMap(([value, length]) => Array<boolean>(length).fill(value));
        const bits = createBits(present.length);
        for (const [index, value] of present.entries()) if (value) setBit(bits, index);
        expect(present.map((_, index) => hasBit(bits, index))).toEqual(present);
        const first = (value: boolean, from: number) => {
          const index = present.indexOf(value, from);
          return index === -1 ? present.length : index;
        };
        for (let from = 0; from <= present.length; from++) {
          expect(nextMissing(bits, from, present.length)).toBe(first(false, from));
          expect(nextPresent(bits, from, present.length)).toBe(first(true, from));
        }
      }),
      { seed: 14, numRuns: 200 },
    );
  });
});
