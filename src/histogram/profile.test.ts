import { describe, expect, it } from "vitest";
import { meansOf, meanVariances, sampleVariances } from "./profile.ts";

/** Sums of some entries of y with weight w, one cell for each list. */
function sumsOf(...cells: (readonly { y: number; w: number }[])[]) {
  const sum = (term: (entry: { y: number; w: number }) => number) =>
    Float64Array.from(cells, (entries) => entries.reduce((total, entry) => total + term(entry), 0));
  return {
    sumw: sum(({ w }) => w),
    sumw2: sum(({ w }) => w * w),
    sumwy: sum(({ w, y }) => w * y),
    sumwy2: sum(({ w, y }) => w * y * y),
  };
}

describe("the means of a profile", () => {
  const entries = [
    { y: 1, w: 1 },
    { y: 4, w: 2 },
    { y: 7, w: 1 },
  ];

  it("are weighted, with the spread over the root of the effective number of entries", () => {
    const sums = sumsOf(entries, []);
    expect([...meansOf(sums)]).toEqual([4, 0]);
    // A spread of 9/2 over 16/6 entries.
    expect([...meanVariances(sums)]).toEqual([(4.5 * 6) / 16, 0]);
  });

  it("have the variance of y itself as a sample has it", () => {
    // 18 over 4 − 6/4; the usual one over n − 1 without weights; none of one entry.
    const plain = [1, 2, 6].map((y) => ({ y, w: 1 }));
    expect([...sampleVariances(sumsOf(entries, plain, [{ y: 3, w: 5 }], []))]).toEqual([18 / 2.5, 14 / 2, 0, 0]);
  });
});
