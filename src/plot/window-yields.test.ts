import { describe, expect, it } from "vitest";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { asimovSignificance } from "../physics/significance.ts";
import { windowYields } from "./window-yields.ts";

describe("yields in a window", () => {
  const model = plotOf(analysisOf(), "m", ["zz"])!;

  it("add up its bins for data, signal and background, shown or not", () => {
    expect(windowYields(model, { start: 1, stop: 3 })).toEqual({
      lower: 115,
      upper: 125,
      data: { sumw: 9, error: 3 },
      blinded: false,
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
    const { signal, background, significance, noSignificance } = windowYields(onlyData, { start: 0, stop: 3 });
    expect([signal, background, significance, noSignificance]).toEqual(Array(4).fill(undefined));
  });

  it("have no significance without background", () => {
    const empty = plotOf(
      analysisOf({
        s: { kind: "signal", sumw: [1, 1, 1] },
        b: { kind: "background", sumw: [0, -1, 0], sumw2: [0, 1, 0] },
      }),
      "m",
    )!;
    expect(windowYields(empty, { start: 0, stop: 3 })).toMatchObject({
      significance: undefined,
      noSignificance: "no background here",
    });
  });

  it("have no significance, and not 0.00, without signal", () => {
    const none = plotOf(
      analysisOf({ s: { kind: "signal", sumw: [0, 0, 1] }, b: { kind: "background", sumw: [1, 1, 1] } }),
      "m",
    )!;
    expect(windowYields(none, { start: 0, stop: 2 })).toMatchObject({
      significance: undefined,
      noSignificance: "no signal here",
    });
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
