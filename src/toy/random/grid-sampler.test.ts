import { describe, expect, it } from "vitest";
import { cdfOf, draw, kolmogorov } from "../../../test/support/statistics.ts";
import { GridSampler } from "./grid-sampler.ts";
import { RandomStream } from "./random-stream.ts";

describe("a grid sampler", () => {
  it("draws points with the density, whose sides depend on each other", () => {
    // Nothing above the diagonal, growing along one side and falling along the other.
    const density = (u: Float64Array): number => (u[0]! + u[1]! < 1 ? u[0]! * Math.exp(-3 * u[1]!) : 0);
    const sampler = new GridSampler(density, [16, 16]);
    const random = new RandomStream(21);
    const points = draw(20_000, () => {
      const point = new Float64Array(2);
      expect(sampler.sample(random, point)).toBe(density(point));
      return point;
    });
    const first = cdfOf((x) => (x * (1 - Math.exp(-3 * (1 - x)))) / 3, 0, 1);
    const second = cdfOf((y) => (Math.exp(-3 * y) * (1 - y) * (1 - y)) / 2, 0, 1);
    expect(
      kolmogorov(
        points.map((point) => point[0]!),
        first,
      ),
    ).toBeLessThan(1.95);
    expect(
      kolmogorov(
        points.map((point) => point[1]!),
        second,
      ),
    ).toBeLessThan(1.95);
    expect(points.every((point) => point[0]! + point[1]! < 1)).toBe(true);
  });

  it("works in one and in three dimensions", () => {
    const random = new RandomStream(22);
    const line = new GridSampler((u) => u[0]! * u[0]!, [8]);
    const point = new Float64Array(3);
    const along = draw(10_000, () => (line.sample(random, point), point[0]!));
    expect(kolmogorov(along, (x) => x ** 3)).toBeLessThan(1.95);
    const cube = new GridSampler((u) => u[2]!, [3, 4, 5]);
    const up = draw(10_000, () => (cube.sample(random, point), point[2]!));
    expect(kolmogorov(up, (x) => x ** 2)).toBeLessThan(1.95);
  });
});
