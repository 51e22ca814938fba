import { describe, expect, it } from "vitest";
import { parseSpec } from "./parse-spec.ts";
import { SpecError } from "./spec-error.ts";

/** Documents of less than a megabyte that must not hold up a server for long; what they cost is bounded by the time of a test. */

const axis = { type: "regular", bins: 1, lower: 1, upper: 2 };
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const spec = {
  title: "costly",
  luminosityInvFb: 1,
  tree: "t",
  energyUnit: "GeV",
  histograms: [{ name: "h", expression: "x", axis }],
  groups: [{ name: "g", kind: "background", samples: [{ name: "s", files: ["a.root"] }] }],
};

function refusalOf(written: unknown): SpecError {
  try {
    parseSpec(written);
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
  throw new Error("It was not refused");
}

describe("looking at a specification ends soon", () => {
  it("with many channels that there are not, among many that there are", () => {
    const wrong = {
      ...spec,
      regions: many(50, (r) => ({ name: `region_number_${r}`, where: "true" })),
      histograms: many(200, (h) => ({ name: `histogram_number_${h}`, expression: "x", axis })),
      model: {
        channels: many(200, (c) => `histogram_nmuber_${c}@region_nmuber_${c}`),
        blind: Object.fromEntries(many(5000, (c) => [`histogram_nmuber_${c}`, [0, 1]])),
      },
    };
    const { problems } = refusalOf(wrong);
    expect(problems.length).toBeGreaterThan(399);
    expect(problems.map(({ message }) => message)).toContain("expected at most 200 ranges, found 5000");
  });

  it("with samples in place of many others", () => {
    const samples = many(1000, (s) => ({ name: `sample_${s}`, files: [`${s}.root`] }));
    const sample = { up: Object.fromEntries(many(1000, (s) => [`sample_${999 - s}`, "none"])) };
    const wrong = {
      ...spec,
      groups: [{ ...spec.groups[0], samples }],
      variations: many(40, (v) => ({ name: `v${v}`, sample })),
    };
    const { problems } = refusalOf(wrong);
    expect(problems.filter(({ message }) => message.startsWith('"none" is no sample'))).toHaveLength(40 * 1000);
  });

  it("with logarithmic axes of more bins than are allowed together", () => {
    const log = { type: "regular", bins: 10_000, lower: 1, upper: 1000, scale: "log" };
    const histogram = { expression: "x", axis: log, y: { expression: "x", axis: log } };
    const wrong = { ...spec, histograms: many(200, (h) => ({ ...histogram, name: `h${h}` })) };
    expect(() => parseSpec(wrong)).toThrow("expected at most 1440000 numbers");
  });

  it("with alternatives that follow from others: they count as well", () => {
    const wrong = {
      ...spec,
      regions: many(45, (r) => ({ name: `r${r}`, where: "true" })),
      histograms: many(200, (h) => ({ name: `h${h}`, expression: "x", axis: { type: "category", categories: ["a"] } })),
      variations: many(15, (v) => ({ name: `v${v}`, norm: { up: 1.1, down: 0.9 } })),
    };
    expect(() => parseSpec(wrong)).toThrow("those of alternatives included");
  });
});
