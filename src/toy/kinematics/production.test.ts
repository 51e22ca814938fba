import { describe, expect, it } from "vitest";
import * as vectors from "../../physics/four-vector.ts";
import { RandomStream } from "../random/random-stream.ts";
import { cdfOf, draw, kolmogorov, mean, spread } from "../../../test/support/statistics.ts";
import { fromRapidity, gluons, produce, quarkAntiquark, rapidity, transverseMomentum } from "./production.ts";

describe("the transverse momentum", () => {
  it.each([
    [20.1, 1.9],
    [112, 3],
    [8, 1.75],
  ])("follows the spectrum of scale %d and exponent %d", (scale, exponent) => {
    const random = new RandomStream(51, String(scale));
    const values = draw(20_000, () => transverseMomentum({ scale, exponent }, random));
    const share = (pt: number): number => 1 - (1 + (pt / scale) ** 2) ** (1 - exponent);
    expect(kolmogorov(values, (pt) => share(pt) / share(1500))).toBeLessThan(1.95);
    expect(Math.max(...values)).toBeLessThan(1500);
  });

  it("has the mode and the mean that are told of gluon fusion", () => {
    const random = new RandomStream(52);
    expect(20.1 / Math.sqrt(2 * 1.9 - 1)).toBeCloseTo(12, 1);
    expect(mean(draw(50_000, () => transverseMomentum({ scale: 20.1, exponent: 1.9 }, random)))).toBeGreaterThan(34);
  });
});

describe("the rapidity", () => {
  it.each([
    ["gluons", gluons, 125],
    ["quark and antiquark", quarkAntiquark, 91],
    ["heavy system", gluons, 600],
  ] as const)("follows the partons: %s", (key, partons, m) => {
    const random = new RandomStream(53, key);
    const [b1, b2] = partons;
    const x = m / 13_000;
    const density = (y: number): number => {
      const [x1, x2] = [x * Math.exp(y), x * Math.exp(-y)];
      if (x1 >= 1 || x2 >= 1) return 0;
      return (1 - x1) ** b1 * (1 - x2) ** b2 + (1 - x1) ** b2 * (1 - x2) ** b1;
    };
    const values = draw(20_000, () => rapidity(m, partons, random));
    expect(kolmogorov(values, cdfOf(density, -2.7, 2.7))).toBeLessThan(1.95);
  });

  it("is more central for heavier systems, as gluons with much momentum are rare", () => {
    const random = new RandomStream(54);
    const light = draw(10_000, () => rapidity(125, gluons, random));
    const heavy = draw(10_000, () => rapidity(1000, gluons, random));
    expect(spread(heavy)).toBeLessThan(spread(light) - 0.1);
  });
});

describe("a produced system", () => {
  it("has the mass and rapidity it was asked for", () => {
    const vector = fromRapidity(125, 30, -40, 1.5);
    expect(vectors.mass(vector)).toBeCloseTo(125, 9);
    expect(vectors.rapidity(vector)).toBeCloseTo(1.5, 12);
    expect(vectors.pt(vector)).toBeCloseTo(50, 12);
  });

  it("points anywhere around the beam, and has its mass", () => {
    const random = new RandomStream(55);
    const production = { partons: gluons, pt: { scale: 20, exponent: 2 } };
    const systems = draw(10_000, () => produce(125, production, random));
    expect(kolmogorov(systems.map(vectors.phi), (phi) => 0.5 + phi / (2 * Math.PI))).toBeLessThan(1.95);
    for (const system of systems) expect(Math.abs(vectors.mass(system) - 125)).toBeLessThan(1e-6);
  });
});
