import { describe, expect, it } from "vitest";
import { analysisOf, plotOf, withVariations } from "../../test/support/plot-fixture.ts";
import { legendRows } from "./legend.ts";
import { sourcesOfDocument, toPlotModel } from "./plot-model.ts";
import { ratioOf } from "./ratio.ts";
import { variationLines, variationYields } from "./variations.ts";

// Nominal: zz 1, 2, 3 and signal 0.5, 0, 1, together 7.5.
const varied = withVariations(analysisOf(), {
  sf: { up: { zz: [2, 2, 3], signal: [1, 0, 1] }, down: { zz: [1, 1, 3] } },
  shape: { up: { zz: [1, 2, 6] } },
  none: { up: {} },
});
const model = plotOf(varied, "m")!;

describe("the lines of a variation", () => {
  it("are the sum of all groups with each alternative", () => {
    const [up, down, ...others] = variationLines(model, "sf");
    expect([up!.label, [...up!.values], up!.dashed, up!.note]).toEqual(["sf_up", [3, 2, 4], false, "+20.0 %"]);
    expect([down!.label, [...down!.values], down!.dashed]).toEqual(["sf_down", [1.5, 1, 4], true]);
    expect(others).toEqual([]);
    expect([up!.color, up!.note]).not.toEqual([down!.color, down!.note]);
  });

  it("leave out groups that are switched off, and are divided as the stack is", () => {
    expect([...variationLines(plotOf(varied, "m", ["signal"])!, "sf")[0]!.values]).toEqual([2, 2, 3]);
    const perUnit = toPlotModel(sourcesOfDocument(varied, "m"), { perUnit: true })!;
    for (const [bin, value] of variationLines(perUnit, "sf")[0]!.values.entries())
      expect(value).toBeCloseTo([3, 2, 4][bin]! / 5, 12);
  });

  it("stand in the legend below the total, with what they change of it", () => {
    const rows = legendRows({ ...model, lines: variationLines(model, "sf") }, true).slice(-2);
    expect(rows.map(({ label, yield: text, symbol }) => [label, text, symbol])).toEqual([
      ["sf_up", "+20.0 %", "line"],
      ["sf_down", "−13.3 %", "dashed"],
    ]);
  });

  it("are none of a variation that there is not, or without an expectation", () => {
    expect(variationLines(model, "other")).toEqual([]);
    expect(variationLines(plotOf(varied, "m", ["zz", "signal"])!, "sf")).toEqual([]);
  });

  it("stand in the ratio as parts of the nominal expectation, with data or without", () => {
    const lines = variationLines(model, "sf");
    const ratio = ratioOf({ ...model, lines })!;
    expect(ratio.lines.map(({ values }) => [...values])).toEqual([
      [2, 1, 1],
      [1, 0.5, 1],
    ]);
    const alone = ratioOf({ ...plotOf(varied, "m", ["data"])!, lines })!;
    expect([alone.data, alone.lines.length, alone.range]).toEqual([[], 2, { lower: 0, upper: 2 }]);
  });

  it("leave the statistical uncertainty as a band of its own within the total one", () => {
    const { band, statistical } = ratioOf(model)!;
    const { total } = model;
    expect([...statistical.up]).toEqual([0, 1, 2].map((bin) => total!.errors[bin]! / total!.values[bin]!));
    // Of sf +1.5, of shape 0.
    expect(band.up[0]).toBeCloseTo(Math.hypot(0.5, 1.5) / 1.5, 12);
    expect(
      legendRows(model, true)
        .map(({ label, yield: text, symbol }) => [label, text, symbol])
        .slice(-2),
    ).toEqual([
      ["Total, stat. ⊕ syst. uncertainty", expect.stringMatching(/^7\.5 ± 3\.\d$/), "hatch"],
      ["of it stat. uncertainty", "7.50 ± 0.81", "cross"],
    ]);
  });
});

describe("the changes by variations", () => {
  it("are parts of the expected events, the largest first", () => {
    expect(variationYields(model, { start: 0, stop: 3 })).toEqual([
      { variation: "shape", changes: [{ alternative: "shape_up", part: 3 / 7.5 }], largest: 3 / 7.5 },
      {
        variation: "sf",
        changes: [
          { alternative: "sf_up", part: 1.5 / 7.5 },
          { alternative: "sf_down", part: -1 / 7.5 },
        ],
        largest: 1.5 / 7.5,
      },
      { variation: "none", changes: [{ alternative: "none_up", part: 0 }], largest: 0 },
    ]);
  });

  it("are those of some bins alone, and none where nothing is expected", () => {
    const [first] = variationYields(model, { start: 0, stop: 1 });
    expect([first!.variation, first!.largest]).toEqual(["sf", 1]);
    expect(variationYields(plotOf(varied, "m", ["zz", "signal"])!, { start: 0, stop: 3 })).toEqual([]);
  });
});
