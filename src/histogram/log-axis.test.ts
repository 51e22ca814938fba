import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createVariableAxis } from "./axis.ts";
import { InvalidAxisError } from "./errors.ts";
import { createLogAxis } from "./log-axis.ts";

const word = new DataView(new ArrayBuffer(8));

/** A positive normal number as a whole number of 2^-1075: half a step of the smallest float64 number. */
function halvesOf(x: number): bigint {
  word.setFloat64(0, x);
  const bits = word.getBigUint64(0);
  return ((bits & 0xfffffffffffffn) | (1n << 52n)) << (bits >> 52n);
}

/** The number that lies behind x. */
function next(x: number): number {
  word.setFloat64(0, x);
  word.setBigUint64(0, word.getBigUint64(0) + 1n);
  return word.getFloat64(0);
}

describe("a logarithmic axis", () => {
  it("has for edges the numbers that are nearest to lower^(1 - i/n) upper^(i/n), by whole numbers alone", () => {
    const border = fc.double({ min: 1e-200, max: 1e200, noNaN: true });
    fc.assert(
      fc.property(
        border,
        fc.double({ min: 1.001, max: 1e90, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        (a, f, n) => {
          const b = a * f;
          const { edges } = createLogAxis({ bins: n, lower: a, upper: b });
          expect([edges[0], edges[n]]).toEqual([a, b]);
          for (let i = 1; i < n; i++) {
            const x = edges[i]!;
            const wanted = halvesOf(a) ** BigInt(n - i) * halvesOf(b) ** BigInt(i);
            // Twice the middle between x and each neighbour, against twice the wanted edge.
            const above = halvesOf(x) + halvesOf(next(x));
            word.setFloat64(0, x);
            word.setBigUint64(0, word.getBigUint64(0) - 1n);
            const below = halvesOf(word.getFloat64(0)) + halvesOf(x);
            const power = BigInt(n);
            expect(below ** power <= wanted << power && wanted << power <= above ** power).toBe(true);
          }
        },
      ),
      { seed: 3, numRuns: 150 },
    );
  });

  it("has powers of ten where they belong", () => {
    expect([...createLogAxis({ bins: 5, lower: 0.01, upper: 1000 }).edges]).toEqual([0.01, 0.1, 1, 10, 100, 1000]);
    const { edges } = createLogAxis({ bins: 10_000, lower: 1, upper: 1e10 });
    expect(Array.from({ length: 11 }, (_, i) => edges[1000 * i])).toEqual([
      1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
    ]);
  });

  it("finds bins by its edges, from the smallest float64 number to the largest", () => {
    const axis = createLogAxis({ bins: 7, lower: Number.MIN_VALUE, upper: Number.MAX_VALUE });
    const same = createVariableAxis({ edges: axis.edges });
    for (const x of [...axis.edges, 0, -1, 1, NaN, Infinity, 3e-300]) expect(axis.index(x)).toBe(same.index(x));
    expect([axis.kind, axis.scale]).toEqual(["variable", "log"]);
  });

  it.each([
    [0, 1],
    [-1, 1],
    [2, 1],
    [1, Infinity],
    [NaN, 1],
    [1, 1 + 2 * Number.EPSILON],
  ])("refuses the borders %s and %s", (lower, upper) => {
    expect(() => createLogAxis({ bins: 4, lower, upper })).toThrow(InvalidAxisError);
  });

  it("may have any edges above 0", () => {
    expect(createVariableAxis({ edges: [1, 2, 50], scale: "log" }).scale).toBe("log");
    expect(() => createVariableAxis({ edges: [0, 2, 50], scale: "log" })).toThrow("above 0, but edge 0 is 0");
  });
});
