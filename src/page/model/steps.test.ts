import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createVariableAxis } from "../../histogram/axis.ts";
import { binAt, binCentre, emptyColumn, stepColumn } from "./steps.ts";

describe("columns for uPlot", () => {
  it("repeat the last content at the upper edge", () => {
    expect(stepColumn(Float64Array.of(1, 2, 3))).toEqual([1, 2, 3, 3]);
  });

  it("are as long as the edges when nothing is drawn", () => {
    expect(emptyColumn(3)).toEqual([null, null, null, null]);
  });
});

describe("the bin at a position", () => {
  const edges = [0, 1, 2.5, 10];

  it.each([
    [0, 0],
    [0.99, 0],
    [1, 1],
    [9.99, 2],
    [10, 2],
    [-0.01, undefined],
    [10.01, undefined],
    [NaN, undefined],
  ])("of %d is %s", (x, bin) => {
    expect(binAt(edges, x)).toBe(bin);
  });

  it("is the one that the histogram's axis fills", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.double({ noNaN: true, min: -100, max: 100 }), { minLength: 2, maxLength: 20 }),
        fc.double({ noNaN: true, min: -110, max: 110 }),
        (numbers, x) => {
          const sorted = [...numbers].map((number) => number + 0).sort((a, b) => a - b);
          fc.pre(sorted.every((edge, i) => i === 0 || edge > sorted[i - 1]!) && x !== sorted.at(-1));
          const stored = createVariableAxis({ edges: sorted }).index(x);
          const isInside = stored > 0 && stored < sorted.length;
          expect(binAt(sorted, x)).toBe(isInside ? stored - 1 : undefined);
        },
      ),
      { seed: 1 },
    );
  });

  it("has its centre between its edges", () => {
    expect(binCentre(edges, 1)).toBe(1.75);
  });
});
