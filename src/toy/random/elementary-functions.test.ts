import { describe, expect, it } from "vitest";
import { arctan2, arsinh, exp, log, power } from "./elementary-functions.ts";

/** Numbers that are spread over [−1, 1], the same in every run. */
const spread = Array.from({ length: 20_000 }, (_, i) => Math.sin(i + 1));

function worst(values: Iterable<number>): number {
  let result = 0;
  for (const value of values) result = Math.max(result, value);
  return result;
}

const relative = (got: number, wanted: number): number => Math.abs(got - wanted) / Math.abs(wanted);

describe("the logarithm", () => {
  it("agrees with Math to 5e-16 of its value", () => {
    for (const size of [1e-3, 1, 50, 700])
      expect(worst(spread.map((x) => relative(log(Math.exp(size * x)), Math.log(Math.exp(size * x)))))).toBeLessThan(
        5e-16,
      );
    expect(worst(spread.map((x) => relative(log(1 + 1e-9 * x), Math.log(1 + 1e-9 * x))))).toBeLessThan(5e-16);
  });

  it("has its values at the borders of what it is defined for", () => {
    expect([log(1), log(0), log(Infinity)]).toEqual([0, -Infinity, Infinity]);
    expect([log(-1), log(Number.NaN), log(-Infinity)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(log(5e-324)).toBeCloseTo(Math.log(5e-324), 12);
  });
});

describe("the exponential function", () => {
  it("agrees with Math to 1e-15 of its value", () => {
    for (const size of [1e-6, 1, 30, 690])
      expect(worst(spread.map((x) => relative(exp(size * x), Math.exp(size * x))))).toBeLessThan(1e-15);
  });

  it("has its values at and beyond the borders of float64", () => {
    expect([exp(0), exp(-Infinity), exp(Infinity), exp(-800), exp(800)]).toEqual([1, 0, Infinity, 0, Infinity]);
    expect(exp(Number.NaN)).toBeNaN();
    expect(exp(709)).toBeLessThan(Number.MAX_VALUE);
    expect(relative(exp(-740), Math.exp(-740))).toBeLessThan(1e-2);
  });
});

describe("powers", () => {
  it("agree with Math", () => {
    expect(worst(spread.map((x) => relative(power(2 + x, 3 * x), Math.pow(2 + x, 3 * x))))).toBeLessThan(3e-15);
    expect([power(7, 0), power(0, 2), power(4, 0.5)]).toEqual([1, 0, 2]);
  });
});

describe("the angle of a vector", () => {
  it("agrees with Math to 4e-16 of a turn, in all directions and at any length", () => {
    for (const length of [1e-300, 1, 1e300]) {
      const difference = spread.map((x, i) => {
        const y = spread[(7 * i) % spread.length]!;
        return Math.abs(arctan2(length * y, length * x) - Math.atan2(length * y, length * x));
      });
      expect(worst(difference)).toBeLessThan(2e-15);
    }
  });

  it("is exact along the axes", () => {
    expect([arctan2(0, 1), arctan2(1, 0), arctan2(0, -1), arctan2(-1, 0), arctan2(0, 0)]).toEqual([
      0,
      Math.PI / 2,
      Math.PI,
      -Math.PI / 2,
      0,
    ]);
    expect(arctan2(Number.NaN, 1)).toBeNaN();
    expect(arctan2(1, Number.NaN)).toBeNaN();
  });
});

describe("the inverse hyperbolic sine", () => {
  it("agrees with Math to 1e-15, and is odd", () => {
    for (const size of [1e-3, 1, 100])
      expect(worst(spread.map((x) => Math.abs(arsinh(size * x) - Math.asinh(size * x))))).toBeLessThan(1e-15);
    for (const x of [0.1, 1, 7]) expect(arsinh(-x)).toBe(-arsinh(x));
  });
});
