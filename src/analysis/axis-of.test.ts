import { describe, expect, it } from "vitest";
import { numericAxisOf } from "../histogram/axes.ts";
import { axisOf } from "./axis-of.ts";
import { applyChanges } from "./change-preset.ts";
import { layoutOf } from "./layout.ts";
import { parseSpec } from "./parse-spec.ts";
import { presetInput } from "./presets/presets.ts";
import { sizeOf } from "./spec-size.ts";

const integer = (lower: number, upper: number) => ({ type: "integer", lower, upper }) as const;

/** The toy with one histogram on such an axis. */
function specWith(axis: object) {
  return parseSpec({ ...presetInput("hzz-toy"), histograms: [{ name: "n", expression: "lep_n", axis }] });
}

describe("an axis of whole numbers", () => {
  it("has a bin for each, and numbers in between go down", () => {
    const axis = axisOf({ ...integer(-1, 3), label: "", unit: "" });
    expect([...numericAxisOf({ name: "n", axes: [axis] }).edges]).toEqual([-1, 0, 1, 2, 3]);
    const places = [-2, -1.5, -1, -0.5, -0, 0, 0.9, 2, 2.999, 3, Infinity, -Infinity, NaN];
    expect(places.map((x) => axis.index(x))).toEqual([0, 0, 1, 1, 2, 2, 2, 4, 4, 5, 5, 0, 5]);
  });

  it("is counted as large as it is", () => {
    const spec = specWith(integer(0, 10));
    expect(layoutOf(spec).histograms[0]!.size).toBe(12);
    expect(sizeOf(spec).sums).toBe(layoutOf(spec).length);
  });

  it.each([
    [integer(3, 3), "histograms[0].axis.upper: expected a number above lower (3), found 3"],
    [integer(0, 10_001), "histograms[0].axis.upper: expected at most 10000 numbers, found 10001"],
    [integer(0.5, 3), "histograms[0].axis.lower: expected"],
  ])("refuses %j", (axis, message) => {
    expect(() => specWith(axis)).toThrow(message);
  });
});

describe("a logarithmic axis", () => {
  const words = { label: "m", unit: "GeV" };

  it("has bins that are equally wide in the logarithm, or the edges that it is given", () => {
    const { histograms } = layoutOf(specWith({ bins: 3, lower: 0.3, upper: 300, scale: "log", ...words }));
    const [axis] = histograms[0]!.axes;
    expect(axis).toMatchObject({ kind: "variable", scale: "log", ...words });
    expect(axis!.kind !== "category" && [...axis!.edges]).toEqual([0.3, 3, 30, 300]);
    expect(axisOf({ type: "variable", edges: [1, 5, 100], scale: "log", ...words })).toHaveProperty("scale", "log");
    expect(axisOf({ type: "variable", edges: [1, 5, 100], ...words })).not.toHaveProperty("scale");
  });

  it("keeps its scale when an axis of a preset is changed", () => {
    const preset = specWith({ bins: 3, lower: 0.3, upper: 300, scale: "log" });
    const axisWith = (change: object) =>
      applyChanges(preset, { preset: "hzz-toy", axes: { n: change } }).histograms[0]!.axis;
    expect(axisWith({ bins: 50 })).toMatchObject({ type: "regular", bins: 50, lower: 0.3, upper: 300, scale: "log" });
    expect(axisWith({ edges: [1, 5, 100] })).toEqual({
      type: "variable",
      edges: [1, 5, 100],
      scale: "log",
      label: "",
      unit: "",
    });
  });

  it.each([
    [
      { bins: 3, lower: 0, upper: 10, scale: "log" },
      "axis.lower: expected a number above 0 on a logarithmic axis, found 0",
    ],
    [{ bins: 3, lower: 5, upper: 1, scale: "log" }, "axis.upper: expected a number above lower (5), found 1"],
    [{ edges: [-1, 1], scale: "log" }, "axis.edges[0]: expected a number above 0 on a logarithmic axis, found -1"],
    [{ bins: 3, lower: 1, upper: 10, scale: "linear" }, "axis.scale: expected"],
    [{ bins: 9, lower: 1, upper: 1 + 2 ** -51, scale: "log" }, "axis: The edges of an axis ascend"],
    [{ type: "integer", lower: 1, upper: 10, scale: "log" }, "axis.scale: "],
  ])("refuses %j", (axis, message) => {
    expect(() => specWith(axis)).toThrow(`histograms[0].${message}`);
  });
});

describe("an axis of categories", () => {
  it("has a bin for each, of texts or of whole numbers, and one for the rest", () => {
    const spec = specWith({ categories: [11, 13, -2], label: "id" });
    const { histograms } = layoutOf(spec);
    expect(histograms[0]).toMatchObject({
      size: 4,
      axes: [{ kind: "category", categories: [11, 13, -2], label: "id" }],
    });
    expect(sizeOf(spec).sums).toBe(layoutOf(spec).length);
    const axis = axisOf({ type: "category", categories: [0, 13, -2], label: "" });
    expect(axis.kind === "category" && [0, -0, 13, -2, 13.5, NaN, "13"].map((x) => axis.index(x))).toEqual([
      0, 0, 1, 2, 3, 3, 3,
    ]);
  });

  it("has another fingerprint for numbers than for the same as texts", () => {
    const fingerprint = (categories: (string | number)[]) => layoutOf(specWith({ categories })).fingerprint;
    expect(fingerprint([1, 2])).not.toBe(fingerprint(["1", "2"]));
    expect(fingerprint(["1", "2"])).not.toBe(fingerprint(["2", "1"]));
  });

  it.each<[unknown[], string]>([
    [[], "categories: "],
    [["a", 1], "categories[1]: expected a text as the first category is, found 1"],
    [[1, 2, "3"], 'categories[2]: expected a number as the first category is, found "3"'],
    [["ee", "mm", "ee"], 'categories[2]: the same as categories[0]: "ee"'],
    [["a", ""], "categories[1]"],
    [[1.5], "categories[0]"],
    [["a\nb"], "categories[0]"],
    [["x".repeat(101)], "categories[0]"],
    [Array.from({ length: 1001 }, (_, i) => i), "categories: "],
  ])("refuses %j", (categories, message) => {
    expect(() => specWith({ categories })).toThrow(`histograms[0].axis.${message}`);
  });

  it("refuses a field that it has not", () => {
    expect(() => specWith({ categories: ["a"], unit: "GeV" })).toThrow("histograms[0].axis.unit: unknown field");
  });
});
