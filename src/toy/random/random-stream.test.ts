import { describe, expect, it } from "vitest";
import { draw, kolmogorov, mean, pull, spread } from "../../../test/support/statistics.ts";
import { RandomStream } from "./random-stream.ts";

/** Distribution function of the normal distribution; Abramowitz and Stegun 7.1.26, good to 1.5e-7. */
function normalCdf(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const series = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];
  const tail = series.reduceRight((sum, factor) => (sum + factor) * t, 0) * Math.exp((-x * x) / 2);
  return x > 0 ? 1 - tail / 2 : tail / 2;
}

describe("a random stream", () => {
  it("gives the published numbers of xoshiro128**", () => {
    const stream = RandomStream.fromState(1, 2, 3, 4);
    expect(draw(10, () => stream.bits())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it("is the same for the same key", () => {
    const [a, b] = [new RandomStream(5, "Zee", 7), new RandomStream(5, "Zee", 7)];
    expect(draw(100, () => a.uniform())).toEqual(draw(100, () => b.uniform()));
  });

  it("is another one if any part of the key is another one", () => {
    const keys = [
      [1],
      [2],
      [1, 0],
      [0, 1],
      ["1"],
      ["a", "b"],
      ["ab"],
      ["ab", 1],
      [2 ** 40],
      [2 ** 40 + 1],
      [0],
      [],
      [""],
    ];
    const first = keys.map((key) => new RandomStream(...key).uniform());
    expect(new Set(first).size).toBe(keys.length);
    expect(first.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it("has nothing in common with the streams beside it", () => {
    const n = 2000;
    const firsts = draw(n, () => 0).map((_, block) => new RandomStream(1, "Zee", block).uniform());
    expect(kolmogorov(firsts, (x) => x)).toBeLessThan(1.95);
    const pairs = firsts.slice(1).map((x, i) => (x - 0.5) * (firsts[i]! - 0.5));
    // Of independent numbers, the mean product has a spread of 1/12 / √n.
    expect(Math.abs(mean(pairs))).toBeLessThan((3.3 / 12) * n ** -0.5);
  });

  it("gives uniform numbers in [0, 1)", () => {
    const stream = new RandomStream(11);
    const values = draw(50_000, () => stream.uniform());
    expect(kolmogorov(values, (x) => x)).toBeLessThan(1.95);
    const between = draw(20_000, () => stream.between(-2, 3));
    expect(kolmogorov(between, (x) => (x + 2) / 5)).toBeLessThan(1.95);
  });

  it("gives normal numbers, pairs of which do not depend on each other", () => {
    const stream = new RandomStream(12);
    const values = draw(50_000, () => stream.normal());
    expect(kolmogorov(values, normalCdf)).toBeLessThan(1.95);
    expect(Math.abs(mean(values))).toBeLessThan(0.015);
    expect(spread(values)).toBeCloseTo(1, 2);
    const products = values.slice(1).map((x, i) => x * values[i]!);
    expect(Math.abs(mean(products))).toBeLessThan(0.015);
  });

  it("gives exponential numbers", () => {
    const stream = new RandomStream(13);
    const values = draw(50_000, () => stream.exponential(2.5));
    expect(kolmogorov(values, (x) => 1 - Math.exp(-x / 2.5))).toBeLessThan(1.95);
  });

  it.each([0.3, 4, 29.9, 275])("gives Poisson numbers of mean %d, whose variance is the mean", (expected) => {
    const stream = new RandomStream(14, String(expected));
    const n = 20_000;
    const values = draw(n, () => stream.poisson(expected));
    expect(Math.abs(mean(values) - expected)).toBeLessThan(3.3 * Math.sqrt(expected / n));
    expect(spread(values) ** 2 / expected).toBeGreaterThan(0.95);
    expect(spread(values) ** 2 / expected).toBeLessThan(1.05);
    if (expected < 10)
      expect(pull(values.filter((value) => value === 0).length, n, Math.exp(-expected))).toBeLessThan(3.3);
  });

  it("gives no event where none is expected", () => {
    expect(new RandomStream(15).poisson(0)).toBe(0);
  });

  it("tosses fair coins and keeps to chances", () => {
    const stream = new RandomStream(16);
    const n = 20_000;
    expect(pull(draw(n, () => stream.sign()).filter((sign) => sign === 1).length, n, 0.5)).toBeLessThan(3.3);
    expect(pull(draw(n, () => stream.chance(0.07)).filter(Boolean).length, n, 0.07)).toBeLessThan(3.3);
  });

  it("accepts with the ratio of density and bound", () => {
    const stream = new RandomStream(18);
    const n = 20_000;
    expect(pull(draw(n, () => stream.accepts(3, 4)).filter(Boolean).length, n, 0.75)).toBeLessThan(3.3);
    expect([stream.accepts(0, 1), stream.accepts(1, 1), stream.accepts(2, 1)]).toEqual([false, true, true]);
  });

  it("gives uniform cosines and angles", () => {
    const stream = new RandomStream(19);
    expect(
      kolmogorov(
        draw(20_000, () => stream.cosine()),
        (c) => (c + 1) / 2,
      ),
    ).toBeLessThan(1.95);
    expect(
      kolmogorov(
        draw(20_000, () => stream.angle()),
        (angle) => angle / (2 * Math.PI),
      ),
    ).toBeLessThan(1.95);
  });

  it("points in all directions of a plane", () => {
    const stream = new RandomStream(17);
    const turn = new Float64Array(2);
    const angles = draw(20_000, () => {
      stream.azimuth(turn);
      return Math.atan2(turn[1]!, turn[0]!);
    });
    expect(kolmogorov(angles, (angle) => 0.5 + angle / (2 * Math.PI))).toBeLessThan(1.95);
  });
});
