import { describe, expect, it } from "vitest";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { flowOf } from "./flow.ts";

describe("what lies outside the axis", () => {
  it("is told of the groups that are shown, and marked with the events of data", () => {
    // Each group holds 100 on either side.
    expect(flowOf(plotOf(analysisOf(), "m")!, "overflow")).toEqual({
      mark: "100",
      words: "data 100, simulation 200 ± 14",
    });
    expect(flowOf(plotOf(analysisOf(), "m", ["data", "zz"])!, "underflow")).toEqual({
      mark: "100",
      words: "simulation 100 ± 10",
    });
  });

  it("is told without data where a blinded range reaches there", () => {
    const { head, groups } = analysisOf();
    const blinded = (from: number, to: number) => {
      const histograms = [{ ...head.histograms[0]!, blind: [{ from, to }] }];
      return plotOf({ head: { ...head, histograms }, groups }, "m")!;
    };
    const simulation = { mark: "200", words: "simulation 200 ± 14" };
    expect(flowOf(blinded(120, 200), "overflow")).toEqual(simulation);
    expect(flowOf(blinded(0, 112), "underflow")).toEqual(simulation);
    expect(flowOf(blinded(0, 112), "overflow")).toMatchObject({ mark: "100" });
    expect(flowOf(blinded(110, 125), "overflow")).toMatchObject({ mark: "100" });
  });

  it("is nothing where no group is shown or all are empty there", () => {
    expect(flowOf(plotOf(analysisOf(), "m", ["data", "zz", "signal"])!, "overflow")).toBeUndefined();
    const { head, groups } = analysisOf();
    const empty = groups.map((group) => {
      const { m } = group.histograms;
      return { ...group, histograms: { m: { ...m!, sumw: m!.sumw.with(-1, 0) } } };
    });
    expect(flowOf(plotOf({ head, groups: empty }, "m")!, "overflow")).toBeUndefined();
  });
});
