import { describe, expect, it } from "vitest";
import { spec } from "../../test/support/fixture-log.ts";
import { InvalidAxisError } from "../histogram/errors.ts";
import { LayoutTooLargeError, layoutOf } from "./layout.ts";

const [histogram] = spec.histograms;

describe("the layout of the sums", () => {
  it("has the cutflow first, then three blocks for each histogram, without gaps", () => {
    const layout = layoutOf(spec);
    expect(layout.cutflow).toEqual({ stages: ["all", "charge"], entries: 0, sumw: 2, sumw2: 4 });
    expect(layout.histograms.map(({ name, entries, sumw, sumw2 }) => ({ name, entries, sumw, sumw2 }))).toEqual([
      { name: "m", entries: 6, sumw: 11, sumw2: 16 },
      { name: "n", entries: 21, sumw: 25, sumw2: 29 },
    ]);
    expect(layout.length).toBe(33);
  });

  it("has a fingerprint that does not change from release to release", () => {
    expect(layoutOf(spec).fingerprint).toBe("9d8017a98300b8fa");
  });

  it("has another fingerprint for other names, cuts, edges or order, and the same for other titles", () => {
    const others = [
      { ...spec, cuts: [] },
      { ...spec, cuts: [{ name: "type", expression: "q == 0" }] },
      { ...spec, histograms: spec.histograms.toReversed() },
      { ...spec, histograms: [{ ...histogram!, name: "m2" }, spec.histograms[1]!] },
      {
        ...spec,
        histograms: [
          { ...histogram!, axis: { type: "regular" as const, bins: 3, lower: 0, upper: 4, label: "", unit: "" } },
          spec.histograms[1]!,
        ],
      },
    ].map((recipe) => layoutOf(recipe).fingerprint);
    expect(new Set([layoutOf(spec).fingerprint, ...others]).size).toBe(6);
    const titled = { ...spec, histograms: spec.histograms.map((one) => ({ ...one, title: "other" })) };
    expect(layoutOf(titled).fingerprint).toBe(layoutOf(spec).fingerprint);
  });

  it("names the histogram whose axis cannot be", () => {
    const axis = { type: "variable" as const, edges: [1, 0], label: "", unit: "" };
    expect(() => layoutOf({ ...spec, histograms: [histogram!, { ...histogram!, axis }] })).toThrow(
      expect.objectContaining({ name: InvalidAxisError.name, where: { field: "histograms[1].axis" } }),
    );
  });

  it("refuses more bins than one message carries", () => {
    const axis = { type: "regular" as const, bins: 10_000, lower: 0, upper: 1, label: "", unit: "" };
    const histograms = Array.from({ length: 4 }, (_, i) => ({ ...histogram!, name: `h${i}`, axis }));
    expect(() => layoutOf({ ...spec, histograms })).toThrow(LayoutTooLargeError);
  });
});
