import { expect, test } from "vitest";
import { erf } from "./erf.ts";

// To 17 digits, from the series 2/√π Σ (-1)^n x^(2n+1) / (n! (2n+1)) in exact fractions.
function exactErf(x: number): number {
  const scale = 10n ** 60n;
  const value = BigInt(Math.round(x * 64));
  let term = (value * scale) / 64n;
  let sum = term;
  for (let n = 1n; term !== 0n; n++) {
    term = (-term * value * value) / 4096n / n;
    sum += term / (2n * n + 1n);
  }
  // √π to 50 digits.
  const rootPi = 1_77245385090551602729816748334114518279754945612238n;
  return Number((2n * sum * 10n ** 50n) / rootPi / 10n ** 40n) / 1e20;
}

test("is within 1e-15 of the value from 0 to beyond where it is 1", () => {
  for (let x = 1 / 64; x < 6.5; x += 1 / 64) {
    const exact = exactErf(x);
    expect(Math.abs(erf(x) / exact - 1), `erf(${x})`).toBeLessThan(1e-15);
    expect(erf(-x)).toBe(-erf(x));
  }
});

test("at the ends", () => {
  expect([erf(0), erf(-0), erf(Infinity), erf(-Infinity), erf(NaN)]).toEqual([0, -0, 1, -1, NaN]);
  expect(erf(1e-300) / 1e-300).toBeCloseTo(2 / Math.sqrt(Math.PI), 14);
});
