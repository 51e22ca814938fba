import { describe, expect, it } from "vitest";
import { poissonInterval } from "./poisson-interval.ts";

describe("the interval of a Poisson mean", () => {
  // Quantiles of χ² distributions: half of the 15.87 % quantile with 2n degrees of freedom, and of the 84.13 % one with 2n + 2.
  it.each([
    [0, 0, 1.8410216450092631],
    [1, 0.17275377902344985, 3.2995265591158547],
    [2, 0.7081854398189712, 4.6378596234552445],
    [3, 1.367295313890434, 5.918185832883396],
    [10, 6.891305560638357, 14.26694976100939],
    [100, 90.01674517711342, 111.03336094114967],
  ])("of %d observed is [%d, %d]", (n, lower, upper) => {
    const interval = poissonInterval(n);
    expect(interval.lower).toBeCloseTo(lower, 9);
    expect(interval.upper).toBeCloseTo(upper, 9);
  });

  it("leaves 15.87 % at either side, whatever the count", () => {
    const probabilityOfAtMost = (n: number, mean: number) => {
      let term = Math.exp(-mean);
      let sum = term;
      for (let k = 1; k <= n; k++) sum += term *= mean / k;
      return sum;
    };
    for (const n of [1, 4, 19, 20, 21, 60, 300]) {
      const { lower, upper } = poissonInterval(n);
      expect(probabilityOfAtMost(n, upper)).toBeCloseTo(0.158655254, 8);
      expect(1 - probabilityOfAtMost(n - 1, lower)).toBeCloseTo(0.158655254, 8);
    }
  });

  it("grows with the count, also where the sums end", () => {
    const counts = [99_999, 100_000, 100_001, 1e9];
    const uppers = counts.map((n) => poissonInterval(n).upper);
    expect(uppers).toEqual(uppers.toSorted((a, b) => a - b));
    expect((poissonInterval(100_001).upper - poissonInterval(100_000).upper) / Math.sqrt(1e5)).toBeCloseTo(0, 2);
  });

  it.each([-1, 0.5, NaN, Infinity])("refuses %d", (n) => {
    expect(() => poissonInterval(n)).toThrow(RangeError);
  });
});
