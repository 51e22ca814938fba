import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCategoryAxis, createRegularAxis, createVariableAxis, type NumericAxis } from "./axis.ts";
import { InvalidAxisError } from "./errors.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });

/** The bin by the definition alone: how many edges are not above x. */
function indexByDefinition(axis: NumericAxis, x: number): number {
  return Number.isNaN(x) ? axis.bins + 1 : axis.edges.filter((edge) => edge <= x).length;
}

describe("a regular axis", () => {
  it("has edges lower + i*(upper-lower)/bins and ends at upper exactly", () => {
    const axis = createRegularAxis({ bins: 3, lower: 0.1, upper: 0.7 });
    expect(Array.from(axis.edges)).toEqual([0.1, 0.1 + (0.7 - 0.1) / 3, 0.1 + (2 * (0.7 - 0.1)) / 3, 0.7]);
  });

  it("puts a lower edge into its bin and the upper end into overflow", () => {
    const axis = createRegularAxis({ bins: 34, lower: 80, upper: 250 });
    expect([80, 84.999, 85, 249.999, 250].map((x) => axis.index(x))).toEqual([1, 1, 2, 34, 35]);
  });

  it("puts NaN and +infinity into overflow and -infinity into underflow", () => {
    const axis = createRegularAxis({ bins: 2, lower: 0, upper: 1 });
    expect([NaN, Infinity, -Infinity, -0, -1e-300].map((x) => axis.index(x))).toEqual([3, 3, 0, 1, 0]);
  });

  it("finds the bin that the edges alone decide, at every edge and its neighbours", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        finite,
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (bins, lower, width) => {
          const axis = createRegularAxis({ bins, lower, upper: lower + width });
          for (const edge of axis.edges)
            for (const x of [edge, edge * (1 - Number.EPSILON), edge * (1 + Number.EPSILON)])
              expect(axis.index(x)).toBe(indexByDefinition(axis, x));
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each([0, -1, 1.5, NaN, Infinity, 10_001, 1e9])("refuses %s bins", (bins) => {
    expect(() => createRegularAxis({ bins, lower: 0, upper: 1 }, { field: "histograms[3].axis" })).toThrow(
      /An axis has 1 to 10000 bins.*histograms\[3\]\.axis/,
    );
  });

  it.each([
    [1, 1],
    [2, 1],
    [NaN, 1],
    [0, Infinity],
    [-1e308, 1e308],
  ])("refuses the borders %s and %s", (lower, upper) => {
    expect(() => createRegularAxis({ bins: 4, lower, upper })).toThrow(InvalidAxisError);
  });

  it("refuses more bins than there are numbers between its borders", () => {
    expect(() => createRegularAxis({ bins: 10, lower: 1, upper: 1 + 4 * Number.EPSILON })).toThrow(InvalidAxisError);
    expect(() => createRegularAxis({ bins: 2, lower: 0, upper: 1e-322 })).toThrow(/too narrow/);
  });
});

describe("a variable axis", () => {
  it("finds the bin that the edges alone decide", () => {
    const edges = fc.uniqueArray(finite, { minLength: 2, maxLength: 40, comparator: "SameValueZero" });
    fc.assert(
      fc.property(edges, fc.array(finite), (unsorted, points) => {
        const axis = createVariableAxis({ edges: unsorted.sort((a, b) => a - b) });
        for (const x of [...axis.edges, ...points, NaN, Infinity, -Infinity])
          expect(axis.index(x)).toBe(indexByDefinition(axis, x));
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it.each([[[1]], [[]], [[0, 0]], [[1, 0]], [[0, NaN, 2]], [[0, Infinity]]])("refuses the edges %j", (edges) => {
    expect(() => createVariableAxis({ edges })).toThrow(InvalidAxisError);
  });
});

describe("a category axis", () => {
  it("has a bin for each name, and one for everything else", () => {
    const axis = createCategoryAxis({ categories: ["ee", "mm", "em"], label: "channel" });
    expect(["ee", "em", "tt", ""].map((name) => axis.index(name))).toEqual([0, 2, 3, 3]);
    expect([axis.bins, axis.extent, axis.underflow]).toEqual([3, 4, 0]);
  });

  it.each([[[]], [["a", "b", "a"]]])("refuses the categories %j", (categories) => {
    expect(() => createCategoryAxis({ categories })).toThrow(InvalidAxisError);
  });
});
