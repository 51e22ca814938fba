import { describe, expect, it } from "vitest";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { poissonInterval } from "../physics/poisson-interval.ts";
import { sourcesOfDocument, toPlotModel } from "./plot-model.ts";
import { pullsOf } from "./pulls.ts";

const fixture = (data: readonly number[], simulation: readonly number[], sumw2: readonly number[]) =>
  analysisOf({ data: { kind: "data", sumw: data }, zz: { kind: "background", sumw: simulation, sumw2 } });

describe("pulls", () => {
  it("are distances in units of both errors, each of the side towards the other", () => {
    const { data } = pullsOf(plotOf(fixture([4, 9, 0], [6, 5, 2], [1, 4, 0.25]), "m")!)!;
    const [below, above, empty] = data[0]!.values;
    expect(below).toBe(-2 / Math.hypot(poissonInterval(4).upper - 4, 1));
    expect(above).toBe(4 / Math.hypot(9 - poissonInterval(9).lower, 2));
    expect(empty).toBe(-2 / Math.hypot(poissonInterval(0).upper, 0.5));
  });

  it("are none in an empty bin with ±√N, which says nothing of its error", () => {
    const sources = sourcesOfDocument(fixture([4, 9, 0], [6, 5, 2], [1, 4, 0.25]), "m");
    const { data } = pullsOf(toPlotModel(sources, { countErrors: "root" })!)!;
    expect([data[0]!.values[0], data[0]!.values[2]]).toEqual([-2 / Math.hypot(2, 1), NaN]);
  });

  it("are shown from −3 to 3 if all lie there, else from −5 to 5", () => {
    expect(pullsOf(plotOf(fixture([4, 9, 0], [6, 5, 2], [1, 4, 1]), "m")!)!.range).toEqual({ lower: -3, upper: 3 });
    expect(pullsOf(plotOf(fixture([40, 9, 0], [6, 5, 2], [1, 4, 1]), "m")!)!.range).toEqual({ lower: -5, upper: 5 });
  });

  it("are none without data or without expectation", () => {
    const one = (kind: "data" | "background") => plotOf(analysisOf({ only: { kind, sumw: [1, 2, 3] } }), "m")!;
    expect([pullsOf(one("data")), pullsOf(one("background"))]).toEqual([undefined, undefined]);
  });
});
