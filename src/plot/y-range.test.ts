import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allBins } from "./bin-range.ts";
import { analysisOf, plotOf } from "../../test/support/plot-fixture.ts";
import { poissonInterval } from "../physics/poisson-interval.ts";
import { linearRange, logRange, logSafe } from "./y-range.ts";

const rangesOf = (data: readonly number[], simulation: readonly number[], sumw2 = [0, 0, 0]) => {
  const model = plotOf(
    analysisOf({ data: { kind: "data", sumw: data }, zz: { kind: "background", sumw: simulation, sumw2 } }),
    "m",
  )!;
  return { linear: linearRange(model, allBins(3)), log: logRange(model, allBins(3)), model };
};

describe("the range of a linear y axis", () => {
  it("leaves head-room of 1.6 times the highest point with its error", () => {
    expect(rangesOf([4, 16, 0], [1, 2, 3]).linear).toEqual({ lower: 0, upper: 1.6 * poissonInterval(16).upper });
    expect(rangesOf([0, 0, 0], [1, 2, 9], [0, 0, 1]).linear).toEqual({ lower: 0, upper: 16 });
  });

  it("reaches below 0 only where a sum of weights is negative", () => {
    expect(rangesOf([0, 0, 0], [-2, 5, 5], [1, 0, 0]).linear.lower).toBeCloseTo(-3.3);
  });

  it("is 0 to 1 while there is nothing", () => {
    expect(rangesOf([0, 0, 0], [0, 0, 0]).linear).toEqual({ lower: 0, upper: 1 });
  });

  it("looks only at the bins in view", () => {
    const { model } = rangesOf([100, 0, 4], [0, 0, 0]);
    expect(linearRange(model, { start: 1, stop: 3 }).upper).toBeCloseTo(1.6 * poissonInterval(4).upper);
  });
});

describe("the range of a logarithmic y axis", () => {
  it("starts at the power of ten below the smallest positive content", () => {
    expect(rangesOf([25, 0, 4], [0.3, 2, 3]).log.lower).toBe(0.1);
  });

  it("does not follow tiny contents down for ever", () => {
    expect(rangesOf([81, 0, 0], [1e-12, 2, 3]).log.lower).toBe(1e-4);
  });

  it("has the highest point where a linear axis has it", () => {
    const { lower, upper } = rangesOf([81, 0, 0], [1, 2, 3]).log;
    expect(Math.log(90 / lower) / Math.log(upper / lower)).toBeCloseTo(1 / 1.6);
  });

  it("is always positive and ascending", () => {
    const contents = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(contents, (simulation) => {
        const { lower, upper } = rangesOf([0, 0, 0], simulation).log;
        expect(lower).toBeGreaterThan(0);
        expect(upper).toBeGreaterThan(lower);
      }),
      { seed: 2 },
    );
  });

  it("puts 0 and what is below it at its lower end", () => {
    expect([5, 0, -3, 0.05].map((value) => logSafe(value, 0.1))).toEqual([5, 0.1, 0.1, 0.1]);
  });
});
