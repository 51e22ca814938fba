import { describe, expect, it } from "vitest";
import { analysisOf, plotOf } from "../../../test/support/plot-fixture.ts";
import { drawnFrame, emptyColumn, stepColumn } from "./plot-frame.ts";
import { lightTheme } from "./plot-theme.ts";

describe("the y axis", () => {
  // Data in the last of three bins are the highest: 9, and their error bar.
  const model = plotOf(analysisOf(), "m")!;
  const frame = {
    ...{ model, labels: [], notice: undefined, legend: [], titles: { x: "", y: "" }, window: undefined },
    ...{ zoom: { start: 0, stop: 3 }, theme: lightTheme },
  };
  const size = { width: 700, height: 454 };
  const highest = 9 + model.data[0]!.up[2]!;
  const heightOf = ({ lower, upper }: { lower: number; upper: number }, log: boolean) =>
    log ? Math.log(highest / lower) / Math.log(upper / lower) : highest / upper;

  it.each([false, true])("ends so high that what lies below the legend stays below it (logarithmic: %s)", (log) => {
    // The frame is 400 high and begins at 8: a legend that ends at 200 leaves half of it, and 8 pixels.
    const of = (left: number, bottom: number) => heightOf(drawnFrame({ ...frame, log }, { left, bottom }, size).y, log);
    expect(of(500, 200)).toBeCloseTo(0.5, 9);
    expect(of(500, 100)).toBeCloseTo(1 / 1.6, 9);
    expect(of(500, 380)).toBeCloseTo(0.4, 9);
    expect(heightOf(drawnFrame({ ...frame, log }).y, log)).toBeCloseTo(1 / 1.6, 9);
  });

  it("is as ever where the contents below the legend are low", () => {
    const zoomed = { ...frame, log: false, zoom: { start: 0, stop: 2 } };
    expect(drawnFrame(zoomed, { left: 500, bottom: 200 }, size).y).toEqual(drawnFrame(zoomed).y);
  });
});

describe("columns for uPlot", () => {
  it("repeat the last content at the upper edge", () => {
    expect(stepColumn(Float64Array.of(1, 2, 3))).toEqual([1, 2, 3, 3]);
  });

  it("are as long as the edges when nothing is drawn", () => {
    expect(emptyColumn(3)).toEqual([null, null, null, null]);
  });
});
