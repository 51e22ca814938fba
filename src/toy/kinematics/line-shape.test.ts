import { describe, expect, it } from "vitest";
import { GridSampler } from "../random/grid-sampler.ts";
import { RandomStream } from "../random/random-stream.ts";
import { cdfOf, draw, kolmogorov } from "../../../test/support/statistics.ts";
import { breitWigner, MassParts, virtualPhoton, zParts } from "./line-shape.ts";
import { particles } from "./particles.ts";

const { z } = particles;
/** Density in the mass: dm²/((m² − M²)² + M²Γ²). */
const line = (m: number): number => (2 * m) / ((m * m - z.mass * z.mass) ** 2 + (z.mass * z.width) ** 2);

describe("the Breit–Wigner line", () => {
  it("gives masses with its density, within the borders", () => {
    const random = new RandomStream(41);
    const mass = breitWigner(z, 60, 120);
    const masses = draw(30_000, () => mass(random.uniform()));
    expect(kolmogorov(masses, cdfOf(line, 60, 120))).toBeLessThan(1.95);
    expect(Math.min(...masses)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...masses)).toBeLessThanOrEqual(120);
  });

  it("gives the lower border for 0, and half of a narrow line on each side of the pole", () => {
    const mass = breitWigner(particles.higgs, 124, 126);
    expect(mass(0)).toBeCloseTo(124, 9);
    expect(mass(0.5)).toBeCloseTo(125, 4);
    expect(mass(0.75) - mass(0.25)).toBeCloseTo(particles.higgs.width, 4);
  });
});

describe("a virtual photon", () => {
  it("has a mass whose logarithm is uniform", () => {
    const random = new RandomStream(42);
    const mass = virtualPhoton(4, 100);
    const masses = draw(20_000, () => mass(random.uniform()));
    expect(kolmogorov(masses, (m) => Math.log(m / 4) / Math.log(25))).toBeLessThan(1.95);
  });
});

describe("a Z in parts", () => {
  it("has the same line as in one piece, whatever the shares", () => {
    const range = { lower: 4, border: 75, upper: 300 };
    for (const below of [0.1, 0.5]) {
      const parts = new MassParts(zParts(z, range, 2, { below, above: 1 - below }));
      const out = new Float64Array(2);
      const weight = (u: Float64Array): number => {
        parts.at(u[0]!, out);
        return out[1]!;
      };
      const sampler = new GridSampler(weight, [200]);
      const random = new RandomStream(43, String(below));
      const masses = draw(20_000, () => {
        const point = new Float64Array(1);
        sampler.sample(random, point);
        parts.at(point[0]!, out);
        return out[0]!;
      });
      expect(kolmogorov(masses, cdfOf(line, 4, 300, 100_000))).toBeLessThan(1.95);
      // Weights of evenly spread numbers have the strength as their mean.
      const n = 100_000;
      const total = Array.from({ length: n }, (_, i) => weight(Float64Array.of((i + 0.5) / n))).reduce((a, b) => a + b);
      expect(total / n).toBeCloseTo(2, 3);
    }
  });
});
