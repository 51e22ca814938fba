import { describe, expect, it } from "vitest";
import { asimovSignificance } from "./significance.ts";

describe("the expected significance", () => {
  it.each([
    // √(2 (n ln(1 + s/b) − s)), by hand
    [10, 100, 0, Math.sqrt(2 * (110 * Math.log(1.1) - 10))],
    [0, 5, 1, 0],
    // by the formula with an uncertainty, in steps: ln(15·14/(100 + 15·4)) and ln(1 + 4·5/(10·14))
    [5, 10, 2, Math.sqrt(2 * (15 * Math.log(210 / 160) - 25 * Math.log(1 + 20 / 140)))],
  ])("of %d above %d ± %d is %d", (s, b, sigma, z) => {
    expect(asimovSignificance(s, b, sigma)).toBeCloseTo(z, 12);
  });

  it("is near s/√b for a small signal, and smaller with an uncertainty", () => {
    expect(asimovSignificance(1, 10_000, 0)).toBeCloseTo(0.01, 5);
    expect(asimovSignificance(10, 10_000, 100)! / (10 / Math.sqrt(20_000))).toBeCloseTo(1, 2);
  });

  it("does not jump where the uncertainty goes to 0", () => {
    const without = asimovSignificance(5, 10, 0)!;
    for (const sigma of [1e-3, 1e-6, 1e-9, 1e-160]) expect(asimovSignificance(5, 10, sigma)).toBeCloseTo(without, 6);
  });

  it.each([
    [1, 0, 0],
    [1, -1, 0],
    [-1, 1, 0],
    [NaN, 1, 0],
    [1, 1, NaN],
    [1, 1, Infinity],
  ])("is no number for %d above %d ± %d", (s, b, sigma) => {
    expect(asimovSignificance(s, b, sigma)).toBeUndefined();
  });
});
