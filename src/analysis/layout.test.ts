import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { spec } from "../../test/support/fixture-log.ts";
import { InvalidAxisError } from "../histogram/errors.ts";
import { histogramsIn, LayoutTooLargeError, layoutOf } from "./layout.ts";
import { parseSpec } from "./parse-spec.ts";
import { presetByName } from "./presets/presets.ts";

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

  it.each([
    ["hzz-2020", "902cdaa8d6e1b9da", 117],
    ["hzz-2025", "c5553e04c83fb5ef", 237],
    ["hzz-toy", "902cdaa8d6e1b9da", 117],
  ])("of the preset %s is that of the logs which were written with it", (name, fingerprint, length) => {
    expect(layoutOf(presetByName(name))).toMatchObject({ fingerprint, length });
  });

  it.each([
    ["7-final-selection-2025.json", "c5553e04c83fb5ef", 237],
    ["6-type-and-charge-2025.json", "6983f26e3c24fbf9", 219],
  ])("of the example %s is that of the logs which were written with it", (name, fingerprint, length) => {
    const text = readFileSync(join(import.meta.dirname, "../../examples", name), "utf8");
    expect(layoutOf(parseSpec(text, name))).toMatchObject({ fingerprint, length });
  });

  it("finds each histogram in the sums", () => {
    const layout = layoutOf(spec);
    const found = histogramsIn(
      layout,
      Float64Array.from({ length: layout.length }, (_, i) => i),
    );
    expect([...found.keys()]).toEqual(["m", "n"]);
    expect(found.get("n")).toMatchObject({ name: "n", axes: [{ kind: "variable", label: "" }] });
    expect([...found.get("n")!.entries, ...found.get("n")!.sumw2]).toEqual([21, 22, 23, 24, 29, 30, 31, 32]);
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

  it("refuses more bins than a partition may contribute", () => {
    const axis = { type: "regular" as const, bins: 10_000, lower: 0, upper: 1, label: "", unit: "" };
    const histograms = Array.from({ length: 48 }, (_, i) => ({ ...histogram!, name: `h${i}`, axis }));
    expect(() => layoutOf({ ...spec, histograms })).toThrow(LayoutTooLargeError);
  });
});
