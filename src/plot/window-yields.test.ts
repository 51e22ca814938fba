import { describe, expect, it } from "vitest";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { asimovSignificance } from "../physics/significance.ts";
import { defaultWindow, windowYields } from "./window-yields.ts";

describe("yields in a window", () => {
  const model = plotOf(analysisOf(), "m", ["zz"])!;

  it("add up its bins for data, signal and background, shown or not", () => {
    expect(windowYields(model, { start: 1, stop: 3 })).toEqual({
      lower: 115,
      upper: 125,
      data: { sumw: 9, error: 3 },
      signal: { sumw: 1, error: 0.5 },
      background: { sumw: 5, error: 0.4 },
      significance: asimovSignificance(1, 5, 0.4),
    });
  });

  it("of one bin are that bin", () => {
    expect(windowYields(model, { start: 0, stop: 1 }).data).toEqual({ sumw: 4, error: 2 });
  });

  it("know nothing of kinds that the analysis does not have", () => {
    const onlyData = plotOf(analysisOf({ data: { kind: "data", sumw: [1, 2, 3] } }), "m")!;
    const { signal, background, significance } = windowYields(onlyData, { start: 0, stop: 3 });
    expect([signal, background, significance]).toEqual([undefined, undefined, undefined]);
  });

  it("have no significance without background", () => {
    const empty = plotOf(
      analysisOf({
        s: { kind: "signal", sumw: [1, 1, 1] },
        b: { kind: "background", sumw: [0, -1, 0], sumw2: [0, 1, 0] },
      }),
      "m",
    )!;
    expect(windowYields(empty, { start: 0, stop: 3 }).significance).toBeUndefined();
  });
});

describe("the significance in a window", () => {
  it("is told when all of signal and background is in, whatever is missing of the data", () => {
    const of = (files: Readonly<Record<string, number>>) =>
      windowYields(
        plotOf(
          analysisOf({
            d: { kind: "data", sumw: [1, 2, 3], filesComplete: files["d"] ?? 2 },
            b: { kind: "background", sumw: [1, 2, 3], filesComplete: files["b"] ?? 2 },
            s: { kind: "signal", sumw: [1, 1, 1], filesComplete: files["s"] ?? 2 },
          }),
          "m",
        )!,
        { start: 0, stop: 3 },
      ).significance;
    expect([of({}), of({ d: 1 })]).toEqual(Array(2).fill(asimovSignificance(3, 6, Math.sqrt(6))));
    expect([of({ b: 1 }), of({ s: 0 })]).toEqual([undefined, undefined]);
  });
});

describe("the first window", () => {
  const withEdges = (edges: readonly number[], unit = "GeV") => ({ edges, axis: { unit } });

  it("is the mass window of a Higgs boson where the axis reaches over it", () => {
    expect(defaultWindow(withEdges([80, 115, 120, 125, 130, 250]))).toEqual({ from: 115, to: 130 });
  });

  it.each([
    ["ends before it", withEdges([80, 100, 120])],
    ["has another unit", withEdges([0, 115, 130, 300], "")],
    ["has bins that are much wider", withEdges([0, 80, 160, 320])],
  ])("is none where the axis %s", (_, head) => {
    expect(defaultWindow(head)).toBeUndefined();
  });
});
