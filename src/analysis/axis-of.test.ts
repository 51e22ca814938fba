import { describe, expect, it } from "vitest";
import { axisOf } from "./axis-of.ts";
import { layoutOf } from "./layout.ts";
import { parseSpec } from "./parse-spec.ts";
import { presetInput } from "./presets/presets.ts";
import { sizeOf } from "./spec-size.ts";

const integer = (lower: number, upper: number) => ({ type: "integer", lower, upper }) as const;

/** The toy with one histogram on such an axis. */
function specWith(axis: { type: "integer"; lower: number; upper: number }) {
  return parseSpec({ ...presetInput("hzz-toy"), histograms: [{ name: "n", expression: "lep_n", axis }] });
}

describe("an axis of whole numbers", () => {
  it("has a bin for each, and numbers in between go down", () => {
    const axis = axisOf({ ...integer(-1, 3), label: "", unit: "" });
    expect([...axis.edges]).toEqual([-1, 0, 1, 2, 3]);
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
