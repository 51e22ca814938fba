import { describe, expect, it } from "vitest";
import { createRegularAxis } from "../../src/histogram/axis.ts";
import { createHistogram } from "../../src/histogram/histogram.ts";
import { differencesOf, expectHistogram } from "./histogram-matcher.ts";

function flat(bins: number, value: number, upper = 10) {
  const axis = createRegularAxis({ bins, lower: 0, upper });
  const numbers = new Float64Array(bins + 2).fill(value);
  return createHistogram({ name: "h", title: "", axes: [axis], entries: numbers, sumw: numbers, sumw2: numbers });
}

const exactly = { relative: 0 };

describe("the histogram matcher", () => {
  it("speaks of the axes before anything else", () => {
    expect(differencesOf(flat(4, 1), flat(5, 2), exactly)).toEqual(["axis: 4 bins, expected 5"]);
    expect(differencesOf(flat(4, 1), flat(4, 2, 8), exactly)).toEqual(["axis: edge 1 is 2.5, expected 2"]);
  });

  it("names the first few differing bins and counts the rest", () => {
    const differences = differencesOf(flat(8, 1), flat(8, 2), exactly);
    expect(differences.slice(0, 2)).toEqual([
      "entries of underflow: 1, expected 2",
      "entries of bin 0 [0, 1.25): 1, expected 2",
    ]);
    expect(differences[5]).toBe("and 5 more in entries");
  });

  it("forgives what is within the tolerance and nothing more", () => {
    expectHistogram(flat(3, 1 + 1e-13), flat(3, 1), { relative: 1e-12 });
    expect(differencesOf(flat(3, 1 + 1e-13), flat(3, 1), exactly)).not.toEqual([]);
    expect(differencesOf(flat(3, NaN), flat(3, 1), { relative: 1 })).not.toEqual([]);
  });
});
