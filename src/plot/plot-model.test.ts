import { describe, expect, it } from "vitest";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { poissonInterval } from "../physics/poisson-interval.ts";
import { sourcesOfDocument, toPlotModel } from "./plot-model.ts";

describe("a plot model", () => {
  const model = plotOf(analysisOf(), "m")!;

  it("stacks simulation in the order of the specification", () => {
    expect(model.stack.map(({ group, top }) => [group.name, [...top]])).toEqual([
      ["zz", [1, 2, 3]],
      ["signal", [1.5, 2, 4]],
    ]);
  });

  it("keeps data out of the stack", () => {
    expect(model.data.map(({ name, values, errors }) => [name, [...values], [...errors]])).toEqual([
      ["data", [4, 0, 9], [2, 0, 3]],
    ]);
  });

  it("gives counted data the interval of a Poisson mean, or ±√N, and weighted data √Σw²", () => {
    const [data] = model.data;
    expect(Array.from(data!.down)).toEqual([4, 0, 9].map((n) => n - poissonInterval(n).lower));
    expect(Array.from(data!.up)).toEqual([4, 0, 9].map((n) => poissonInterval(n).upper - n));
    const asRoot = toPlotModel(sourcesOfDocument(analysisOf(), "m"), { countErrors: "root" })!.data[0]!;
    expect([asRoot.down, asRoot.up].map((all) => [...all])).toEqual([
      [2, 0, 3],
      [2, 0, 3],
    ]);
    const weighted = plotOf(analysisOf({ d: { kind: "data", sumw: [1.5, 2, 3], sumw2: [1, 5, 9] } }), "m")!.data[0]!;
    expect([...weighted.up]).toEqual([1, Math.sqrt(5), 3]);
  });

  it("divides contents and errors by the width of their bin where that is asked for", () => {
    const perUnit = toPlotModel(sourcesOfDocument(analysisOf(), "m"), { perUnit: true })!;
    const [data] = perUnit.data;
    expect([...data!.values]).toEqual([0.8, 0, 1.8]);
    expect(data!.up[0]).toBeCloseTo((poissonInterval(4).upper - 4) / 5, 12);
    expect(perUnit.total!.values[2]).toBe(0.8);
    // Yields stay numbers of events.
    expect(data!.inRange.sumw).toBe(13);
  });

  it("takes the interval of what a drawn bin holds where neighbours are added up", () => {
    const { data } = toPlotModel(sourcesOfDocument(analysisOf(), "m"), { maxBins: 1 })!;
    expect(data[0]!.up[0]).toBe(poissonInterval(13).upper - 13);
  });

  it("adds errors of groups in squares", () => {
    expect(model.total?.values).toEqual(Float64Array.of(1.5, 2, 4));
    expect(model.total?.errors).toEqual(Float64Array.of(0.5, 0.4, 0.5));
  });

  it("counts yields within the axis, without the flow bins", () => {
    expect(model.groups.map(({ name, inRange }) => [name, inRange.sumw, inRange.error])).toEqual([
      ["data", 13, Math.sqrt(13)],
      ["zz", 6, 0.5],
      ["signal", 1.5, Math.sqrt(0.41)],
    ]);
    expect(model.total?.inRange).toEqual({ sumw: 7.5, error: Math.hypot(0.5, Math.sqrt(0.41)) });
  });

  it("stacks again without a group that is switched off, and still knows it", () => {
    const without = plotOf(analysisOf(), "m", ["zz", "data"])!;
    expect(without.stack.map(({ group, top }) => [group.name, [...top]])).toEqual([["signal", [0.5, 0, 1]]]);
    expect(without.data).toEqual([]);
    expect(without.groups.map(({ name, visible }) => [name, visible])).toEqual([
      ["data", false],
      ["zz", false],
      ["signal", true],
    ]);
  });

  it("has no total without simulation", () => {
    expect(plotOf(analysisOf(), "m", ["zz", "signal"])?.total).toBeUndefined();
  });

  it("goes down where weights are negative", () => {
    const { stack } = plotOf(
      analysisOf({
        a: { kind: "background", sumw: [5, 5, 5] },
        b: { kind: "signal", sumw: [-2, -6, 1], sumw2: [1, 1, 1] },
      }),
      "m",
    )!;
    expect([...stack[1]!.top]).toEqual([3, -1, 6]);
  });

  it("marks a group of which files are missing", () => {
    const { groups } = plotOf(analysisOf({ zz: { kind: "background", sumw: [1, 1, 1], filesComplete: 1 } }), "m")!;
    expect(groups[0]?.incomplete).toBe(true);
  });

  it("is empty, not absent, for a group that nothing is known of", () => {
    const { groups } = plotOf({ ...analysisOf(), groups: [] }, "m")!;
    expect(groups.map(({ inRange, incomplete }) => [inRange.sumw, incomplete])).toEqual([
      [0, true],
      [0, true],
      [0, true],
    ]);
  });

  it("is none for a histogram that the analysis does not have", () => {
    expect(plotOf(analysisOf(), "pt")).toBeUndefined();
  });
});
