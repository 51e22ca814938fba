import { describe, expect, it } from "vitest";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";

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
