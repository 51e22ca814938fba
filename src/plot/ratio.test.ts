import { describe, expect, it } from "vitest";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { poissonInterval } from "../physics/poisson-interval.ts";
import { ratioOf } from "./ratio.ts";

const ratioFor = (data: readonly number[], simulation: readonly number[], sumw2: readonly number[]) =>
  ratioOf(
    plotOf(
      analysisOf({ data: { kind: "data", sumw: data }, zz: { kind: "background", sumw: simulation, sumw2 } }),
      "m",
    )!,
  )!;

describe("data over expectation", () => {
  it("has the errors of the data on its points, and those of the expectation in its band", () => {
    const { data, band } = ratioFor([4, 6, 9], [5, 5, 8], [1, 0.25, 4]);
    expect([...data[0]!.values]).toEqual([4 / 5, 6 / 5, 9 / 8]);
    expect(data[0]!.up[0]).toBe((poissonInterval(4).upper - 4) / 5);
    expect(data[0]!.down[2]).toBe((9 - poissonInterval(9).lower) / 8);
    expect([...band.up]).toEqual([1 / 5, 0.5 / 5, 2 / 8]);
    expect(band.down).toEqual(band.up);
  });

  it("is none where nothing is expected, or less", () => {
    const { data } = ratioFor([4, 6, 9], [0, -1, 8], [1, 1, 1]);
    expect([...data[0]!.values]).toEqual([NaN, NaN, 9 / 8]);
  });

  it("is shown from 0.5 to 1.5 if all points lie there, else from 0 to 2; bins without data do not count", () => {
    expect(ratioFor([4, 0, 9], [5, 5, 8], [1, 1, 1]).range).toEqual({ lower: 0.5, upper: 1.5 });
    expect(ratioFor([4, 1, 9], [5, 5, 8], [1, 1, 1]).range).toEqual({ lower: 0, upper: 2 });
  });

  it("is none without data or without expectation", () => {
    const one = (kind: "data" | "background") => plotOf(analysisOf({ only: { kind, sumw: [1, 2, 3] } }), "m")!;
    expect([ratioOf(one("data")), ratioOf(one("background"))]).toEqual([undefined, undefined]);
  });
});
