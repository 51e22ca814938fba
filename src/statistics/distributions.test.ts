import { expect, it } from "vitest";
import { chiSquareTail, normalTail } from "./distributions.ts";
import { logGamma, poissonDistance, poissonPeak } from "./poisson.ts";

it("the normal tail keeps its digits far out", () => {
  expect(normalTail(0)).toBe(0.5);
  expect(normalTail(1) / 0.15865525393145707).toBeCloseTo(1, 14);
  expect(normalTail(-1) + normalTail(1)).toBeCloseTo(1, 15);
  // 5 σ, and what is far below the last digit of 1.
  expect(normalTail(5) / 2.866515718791939e-7).toBeCloseTo(1, 12);
  expect(normalTail(10) / 7.619853024160527e-24).toBeCloseTo(1, 12);
});

it("the tail of χ² is that of normal numbers and of exponential ones", () => {
  for (const z of [0.1, 1, 2, 5]) expect(chiSquareTail(z * z, 1) / (2 * normalTail(z))).toBeCloseTo(1, 12);
  for (const x of [0.1, 2, 9, 60]) expect(chiSquareTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 12);
  // Of an even number it is a sum over a Poisson distribution.
  const poisson = Array.from({ length: 17 }, (_, n) => Math.exp(n * Math.log(15) - 15 - logGamma(n + 1)));
  expect(chiSquareTail(30, 34) / poisson.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  expect([chiSquareTail(0, 3), chiSquareTail(Infinity, 3)]).toEqual([1, 0]);
});

it("factorials, also between whole numbers", () => {
  let factorial = 1;
  for (let n = 1; n < 30; n++) {
    factorial *= n;
    expect(logGamma(n + 1)).toBeCloseTo(Math.log(factorial), 12);
  }
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
  expect(logGamma(1e-3)).toBeCloseTo(6.907178885383853, 12);
});

it("the distance of a count from its mean keeps its digits next to it", () => {
  expect(poissonDistance(1e6, 1e6 + 1) / (1 / 2e6)).toBeCloseTo(1, 5);
  expect(poissonDistance(3, 3)).toBe(0);
  expect([poissonDistance(0, 2), poissonDistance(0, 0), poissonDistance(0, -1), poissonDistance(1, 0)]).toEqual([
    2,
    0,
    Infinity,
    Infinity,
  ]);
  expect(poissonPeak(4) + poissonDistance(4, 2.5)).toBeCloseTo(-Math.log((2.5 ** 4 * Math.exp(-2.5)) / 24), 14);
});
