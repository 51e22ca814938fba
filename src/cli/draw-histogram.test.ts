import { describe, expect, it } from "vitest";
import { toHistogram } from "../rootio/root-histogram.ts";
import { drawHistogram } from "./draw-histogram.ts";

/** As jsroot gives an object. */
function object(contents: number[], xBins: number, more: object = {}) {
  const axis = { fNbins: xBins, fXmin: 0, fXmax: xBins, fXbins: new Float64Array(), fTitle: "x" };
  return {
    fTitle: "a title",
    fEntries: 9,
    fXaxis: axis,
    fYaxis: axis,
    fArray: Float64Array.from(contents),
    fSumw2: new Float64Array(),
    ...more,
  };
}
const where = { file: "a.root" };

describe("a histogram of a file", () => {
  it("has the mean and its error in each bin of a profile", () => {
    const profile = object([0, 6, 10, 0, 0], 3, {
      fSumw2: Float64Array.of(0, 20, 100, 0, 0),
      fBinEntries: Float64Array.of(0, 2, 1, 0, 0),
      fBinSumw2: new Float64Array(),
    });
    const found = toHistogram(profile, "p", "TProfile", where);
    expect([...found.values]).toEqual([0, 3, 10, 0, 0]);
    // Of 2 and 4: a spread of 1, two entries.
    expect([...found.variances]).toEqual([0, 0.5, 0, 0, 0]);
    expect(drawHistogram(found, { columns: 40, color: false })).toContain("Mean in each bin");
  });

  it("makes means anew where bins of a profile are drawn as one", () => {
    const bins = 100;
    const [sums, weights] = [new Float64Array(bins + 2), new Float64Array(bins + 2)];
    // A mean of 1 from many entries and one of 100 from one: their mean is near 1.
    for (let i = 1; i <= bins; i++) [sums[i], weights[i]] = i % 2 === 0 ? [1000, 1000] : [100, 1];
    const profile = object([...sums], bins, { fSumw2: sums, fBinEntries: weights });
    const text = drawHistogram(toHistogram(profile, "p", "TProfile", where), { columns: 80, color: false });
    expect(text).toContain("Drawn with 2 bins as one");
    expect(text).toMatch(/^ +1 ┤/m);
    expect(text).not.toMatch(/^ +(50|100) ┤/m);
  });

  it("with two axes is drawn as a map, x to the right and y upward", () => {
    const cells = new Array<number>(16).fill(0);
    [cells[5], cells[6], cells[10]] = [1, 2, 8]; // x, y: (1, 1), (2, 1), (2, 2)
    const text = drawHistogram(toHistogram(object(cells, 2), "h", "TH2D", where), { columns: 40, color: false });
    expect(text).toContain("11 in range; most, 8");
    const rows = text.split("\n").filter((line) => /[│┤]/.test(line));
    expect(rows[0]).toMatch(/[│┤] +█+$/);
    expect(rows.at(-1)).toMatch(/┤·+░+$/);
  });

  it.each([
    ["cells", object([1, 2], 3), "2 cells where its axes have 5"],
    ["its title", { ...object([0, 0, 0], 1), fTitle: 7 }, "fTitle is 7 where text was expected"],
    ["its axis", { ...object([0, 0, 0], 1), fXaxis: null }, "fXaxis is undefined where an axis was expected"],
  ])("that is damaged in %s is refused", (_, damaged, message) => {
    expect(() => toHistogram(damaged, "h", "TH1D", where)).toThrow(message);
  });
});
