import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { layoutOf } from "../analysis/layout.ts";
import { createHistogram } from "../histogram/histogram.ts";
import { drawnSpec, placesOf, rangeOf, rangeSpec } from "./drawn-spec.ts";

const drawing = { files: ["a.root"], tree: "events", expression: "x" };

/** Where values lie, as the pass that finds it out would say. */
function rangeOfValues(values: readonly number[], scale?: "log") {
  const [block] = layoutOf(rangeSpec(drawing, "x")).histograms;
  const counts = new Float64Array(block!.size);
  const [axis] = block!.axes;
  for (const value of values) if (axis?.kind !== "category") counts[axis!.index(value)]! += 1;
  return rangeOf(
    createHistogram({ ...block!, profile: undefined, entries: counts, sumw: counts, sumw2: counts }),
    scale,
  );
}

describe("the range of a drawing", () => {
  it.each<[string, readonly number[], { lower: number; upper: number }]>([
    ["ends at round numbers", [3, 40, 187], { lower: 0, upper: 200 }],
    ["goes below 0", [-2.4, 0.1, 2.4], { lower: -3, upper: 3 }],
    ["begins at 0 where values do", [0, 0, 7], { lower: 0, upper: 8 }],
    ["of one value has a width", [5, 5], { lower: 4.4, upper: 5.1 }],
    ["of nothing but 0 has a width", [0], { lower: 0, upper: 1 }],
    ["of negative values ends at 0 or below", [-900, -100], { lower: -1000, upper: 0 }],
  ])("%s", (_, values, expected) => {
    const found = rangeOfValues(values)!;
    expect(found.lower).toBeLessThanOrEqual(Math.min(...values));
    expect(found.upper).toBeGreaterThan(Math.max(...values));
    expect(found.lower).toBeCloseTo(expected.lower, 9);
    expect(found.upper).toBeCloseTo(expected.upper, 9);
  });

  it("of a logarithmic axis ends at powers of ten, and leaves out what is not above 0", () => {
    expect(rangeOfValues([-5, 0, 0.3, 40, 187], "log")).toEqual({ lower: 0.1, upper: 1000 });
    expect(rangeOfValues([1, 9], "log")).toEqual({ lower: 1, upper: 10 });
    expect(rangeOfValues([-5, 0], "log")).toBeUndefined();
  });

  it("leaves a single wild value among thousands out", () => {
    const many = Array.from({ length: 5000 }, (_, i) => i / 100);
    expect(rangeOfValues([...many, 1e9])!.upper).toBe(60);
  });

  it("is none without values", () => {
    expect(rangeOfValues([])).toBeUndefined();
  });
});

describe("a drawing as a specification", () => {
  it("counts entries as they are", () => {
    const bins = { bins: 50, lower: 0, upper: 200 };
    const spec = drawnSpec({ ...drawing, where: "n > 3", weight: "w", y: "z" }, bins, { bins: 3, lower: -1, upper: 1 });
    expect(spec).toMatchObject({
      tree: "events",
      weights: { factors: [], data: ["w"] },
      cuts: [{ name: "where", expression: "n > 3" }],
      histograms: [{ expression: "x", axis: { bins: 50, lower: 0, upper: 200, label: "x" }, y: { expression: "z" } }],
      groups: [{ kind: "data", samples: [{ files: ["a.root"] }] }],
    });
  });

  it("has the logarithmic axis that was asked for", () => {
    const spec = drawnSpec(drawing, { bins: 5, lower: 1, upper: 100, scale: "log" }, undefined);
    expect(spec.histograms[0]!.axis).toMatchObject({ bins: 5, lower: 1, upper: 100, scale: "log" });
  });

  it("names files below the folder that has them all; addresses stay", () => {
    const base = resolve("somewhere");
    expect(placesOf([join(base, "a/x.root"), "https://example.org/y.root", join(base, "b/c/z.root")])).toEqual({
      folder: base,
      files: ["a/x.root", "https://example.org/y.root", "b/c/z.root"],
    });
    expect(placesOf(["https://example.org/y.root"])).toEqual({
      folder: resolve("."),
      files: ["https://example.org/y.root"],
    });
    expect(placesOf([join(base, "a b.root")]).files).toEqual(["a b.root"]);
  });
});
