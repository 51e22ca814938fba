import { describe, expect, it } from "vitest";
import { RandomStream } from "../random/random-stream.ts";
import { cdfOf, draw, kolmogorov } from "../../../test/support/statistics.ts";
import { kallen } from "./decay.ts";
import { type Exchange, exchangeCosine, exchangeIntegral } from "./quark-exchange.ts";

/** |M|² as it is written in the literature, by the cosine; t and u with their signs do not matter, as they stand in pairs. */
function squared({ s, mass1, mass2 }: Exchange, cosine: number): number {
  const [a, b] = [mass1 ** 2, mass2 ** 2];
  const half = Math.abs(s - a - b) / 2;
  const root = Math.sqrt(kallen(s, a, b)) / 2;
  const [t, u] = [half + root * cosine, half - root * cosine];
  return t / u + u / t + (2 * (a + b) * s) / (t * u) - a * b * (1 / t ** 2 + 1 / u ** 2);
}

const cases = [
  ["two Z", { s: 250 ** 2, mass1: 91.2, mass2: 91.2 }],
  ["Z and photon", { s: 140 ** 2, mass1: 91.2, mass2: 8 }],
  ["two photons", { s: 100 ** 2, mass1: 10, mass2: 30 }],
  ["a Z that radiates", { s: 60 ** 2, mass1: 91.2, mass2: 12 }],
] as const;

describe("the exchange of a fermion between two bosons", () => {
  it.each(cases)("has the integral of |M|² over t: %s", (_, exchange) => {
    const root = Math.sqrt(kallen(exchange.s, exchange.mass1 ** 2, exchange.mass2 ** 2));
    const n = 400_000;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += squared(exchange, -1 + (2 * (i + 0.5)) / n);
    expect(exchangeIntegral(exchange) / ((sum * root) / n)).toBeCloseTo(1, 4);
  });

  it.each(cases)("gives cosines with the density |M|²: %s", (key, exchange) => {
    const random = new RandomStream(61, key);
    const cosines = draw(20_000, () => exchangeCosine(exchange, random));
    expect(
      kolmogorov(
        cosines,
        cdfOf((c) => squared(exchange, c), -1, 1, 100_000),
      ),
    ).toBeLessThan(1.95);
  });

  it("has the known cross section of two Z bosons", () => {
    // σ ∝ (1/s) [(s² + 4M⁴)/(s (s − 2M²)) ln((1+β)/(1−β))·… − β]: here in the form of Brown and Mikaelian, up to a factor.
    const [s, m] = [300 ** 2, 91.2];
    const beta = Math.sqrt(1 - (4 * m * m) / s);
    const logarithm = Math.log((s - 2 * m * m + s * beta) / (s - 2 * m * m - s * beta));
    const known = ((s * s + 4 * m ** 4) / (s - 2 * m * m)) * logarithm - 2 * s * beta;
    expect(exchangeIntegral({ s, mass1: m, mass2: m }) / (2 * known)).toBeCloseTo(1, 9);
  });

  it("is not possible at threshold, where every cosine is as good", () => {
    expect(exchangeIntegral({ s: 100 ** 2, mass1: 60, mass2: 50 })).toBe(0);
    const random = new RandomStream(62);
    const exchange = { s: 100 ** 2, mass1: 60, mass2: 40 };
    expect(
      kolmogorov(
        draw(2000, () => exchangeCosine(exchange, random)),
        (c) => (c + 1) / 2,
      ),
    ).toBeLessThan(1.95);
  });
});
