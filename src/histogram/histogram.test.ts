import { describe, expect, it } from "vitest";
import { createRegularAxis } from "./axis.ts";
import { IncompatibleAxisError } from "./errors.ts";
import { createHistogram } from "./histogram.ts";

const axis = createRegularAxis({ bins: 3, lower: 0, upper: 3 });

function example() {
  return createHistogram({
    name: "m",
    title: "mass",
    axis,
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

  it("gives the effective entries of each bin, 0 where it is empty", () => {
    expect(Array.from(example().effectiveEntries())).toEqual([4, 0, 0.25]);
  });

  it("integrates over its range, and over the flow bins if asked", () => {
    expect(example().integral()).toEqual({ entries: 6, sumw: 1, error: Math.sqrt(5) });
    expect(example().integral({ flow: true })).toEqual({ entries: 10, sumw: 11.5, error: Math.sqrt(105.25) });
  });

  it("names what is below and above its range", () => {
    expect(example().underflow).toEqual({ entries: 1, sumw: 0.5, error: 0.5 });
    expect(example().overflow).toEqual({ entries: 3, sumw: 10, error: 10 });
  });

  it("refuses arrays that do not fit the axis", () => {
    const five = new Float64Array(5);
    expect(() =>
      createHistogram({ name: "m", title: "", axis, entries: five, sumw: new Float64Array(3), sumw2: five }),
    ).toThrow(IncompatibleAxisError);
  });
});
