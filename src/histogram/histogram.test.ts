import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellOf, numericAxisOf, shapeOf } from "./axes.ts";
import { createCategoryAxis, createRegularAxis, createVariableAxis, type Axis } from "./axis.ts";
import { IncompatibleAxisError } from "./errors.ts";
import { createHistogram, histogramKey } from "./histogram.ts";

const axes = [createRegularAxis({ bins: 3, lower: 0, upper: 3 })];

function example() {
  return createHistogram({
    name: "m",
    title: "mass",
    axes,
    entries: Float64Array.of(1, 4, 0, 2, 3),
    sumw: Float64Array.of(0.5, 2, 0, -1, 10),
    sumw2: Float64Array.of(0.25, 1, 0, 4, 100),
  });
}

describe("a histogram", () => {
  it("gives its bins without flow", () => {
    const histogram = example();
    expect(Array.from(histogram.values())).toEqual([2, 0, -1]);
    expect(Array.from(histogram.variances())).toEqual([1, 0, 4]);
    expect(Array.from(histogram.counts())).toEqual([4, 0, 2]);
    expect(Array.from(histogram.errors())).toEqual([1, 0, 2]);
  });

  it("integrates over its range, and over the flow bins if asked", () => {
    expect(example().integral()).toEqual({ entries: 6, sumw: 1, error: Math.sqrt(5) });
    expect(example().integral({ flow: true })).toEqual({ entries: 10, sumw: 11.5, error: Math.sqrt(105.25) });
  });

  it("names what is below and above its range", () => {
    expect(example().underflow).toEqual({ entries: 1, sumw: 0.5, error: 0.5 });
    expect(example().overflow).toEqual({ entries: 3, sumw: 10, error: 10 });
  });

  it("refuses arrays that do not fit its axes", () => {
    const five = new Float64Array(5);
    expect(() =>
      createHistogram({ name: "m", title: "", axes, entries: five, sumw: new Float64Array(3), sumw2: five }),
    ).toThrow(IncompatibleAxisError);
  });

  it("is told from others of its name by its region and its variation", () => {
    const names = [{}, { region: "sr" }, { variation: "up" }, { region: "sr", variation: "up" }];
    expect(names.map((more) => histogramKey({ name: "m", ...more }))).toEqual(["m", "m@sr", "m:up", "m@sr:up"]);
  });
});

/** Any axis, and values to fill along it, inside and outside. */
const anyAxis: fc.Arbitrary<Axis> = fc.oneof(
  fc
    .record({ bins: fc.integer({ min: 1, max: 5 }), lower: fc.integer({ min: -3, max: 0 }) })
    .map(({ bins, lower }) => createRegularAxis({ bins, lower, upper: lower + 4 })),
  fc
    .uniqueArray(fc.integer({ min: -3, max: 5 }), { minLength: 2, maxLength: 5 })
    .map((edges) => createVariableAxis({ edges: edges.sort((a, b) => a - b) })),
  fc
    .uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 })
    .map((categories) => createCategoryAxis({ categories })),
);
const anyValue = (axis: Axis): fc.Arbitrary<number | string> =>
  axis.kind === "category"
    ? fc.constantFrom("a", "b", "c", "d", "e")
    : fc.constantFrom(NaN, -9, -3, -0.5, 0, 1, 4.5, 9);
const filled = fc.array(anyAxis, { minLength: 1, maxLength: 2 }).chain((axes) =>
  fc.record({
    axes: fc.constant(axes),
    fills: fc.array(fc.record({ values: fc.tuple(...axes.map(anyValue)), weight: fc.integer({ min: -4, max: 4 }) }), {
      maxLength: 30,
    }),
  }),
);

/** Where a value lies along an axis, by the definition alone: the number of a bin, or which flow. */
function placeOf(axis: Axis, value: number | string): number | "under" | "over" {
  if (axis.kind === "category") {
    const at = axis.categories.indexOf(String(value));
    return at < 0 ? "over" : at;
  }
  const bin = Array.from({ length: axis.bins }, (_, i) => i).find(
    (i) => axis.edges[i]! <= Number(value) && Number(value) < axis.edges[i + 1]!,
  );
  return bin ?? (Number(value) < axis.edges[0]! ? "under" : "over");
}

describe("a histogram of one or two axes of any kind", () => {
  it("has every fill in the bin that the definition of its axes says, and loses none", () => {
    fc.assert(
      fc.property(filled, ({ axes, fills }) => {
        const { size } = shapeOf(axes);
        const [entries, sumw, sumw2] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
        for (const { values, weight } of fills) {
          const cell = cellOf(axes, values);
          entries[cell]! += 1;
          sumw[cell]! += weight;
          sumw2[cell]! += weight * weight;
        }
        const histogram = createHistogram({ name: "h", title: "", axes, entries, sumw, sumw2 });
        const places = fills.map(({ values, weight }) => ({
          at: axes.map((axis, i) => placeOf(axis, values[i]!)),
          weight,
        }));
        const total = (of: typeof places) => of.reduce((sum, { weight }) => sum + weight, 0);
        const bins = axes.reduce<number[][]>(
          (before, { bins }) => before.flatMap((at) => Array.from({ length: bins }, (_, bin) => [...at, bin])),
          [[]],
        );
        const inBins = bins.map((bin) => places.filter(({ at }) => at.every((place, i) => place === bin[i])));
        expect([...histogram.values()]).toEqual(inBins.map((inside) => total(inside) + 0));
        expect([...histogram.counts()]).toEqual(inBins.map((inside) => inside.length));
        expect(histogram.integral()).toMatchObject({ entries: inBins.flat().length, sumw: total(inBins.flat()) + 0 });
        expect(histogram.integral({ flow: true })).toMatchObject({ entries: fills.length, sumw: total(places) + 0 });
        for (const side of ["under", "over"] as const)
          expect(histogram[`${side}flow`].sumw).toBe(total(places.filter(({ at }) => at[0] === side)) + 0);
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  it("has its last axis side by side in storage, as nested lists of UHI and NumPy", () => {
    const two = [createRegularAxis({ bins: 2, lower: 0, upper: 2 }), createCategoryAxis({ categories: ["a", "b"] })];
    expect(shapeOf(two)).toEqual({ extent: [4, 3], strides: [3, 1], size: 12 });
    expect([cellOf(two, [0, "a"]), cellOf(two, [0, "b"]), cellOf(two, [1, "a"])]).toEqual([3, 4, 6]);
  });

  it("says so where one axis of numbers is needed", () => {
    expect(numericAxisOf({ name: "m", axes })).toBe(axes[0]);
    const category = createCategoryAxis({ categories: ["a"] });
    for (const others of [[...axes, ...axes], [category], []])
      expect(() => numericAxisOf({ name: "m", axes: others })).toThrow(IncompatibleAxisError);
  });
});
