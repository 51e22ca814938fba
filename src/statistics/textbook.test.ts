import { describe, expect, it } from "vitest";
import { Fitter } from "./fit.ts";
import { HypothesisTests } from "./hypothesis-tests.ts";
import { compileModel } from "./model.ts";
import { uncertaintiesOf } from "./uncertainties.ts";
import type { Modifier } from "./workspace.ts";

interface Counting {
  readonly seen: number;
  readonly signal: number;
  readonly background: number;
  /** Absolute, Poisson: as a control region with (background / error)² events would give it. */
  readonly error?: number;
  readonly upTo?: number;
}

/** One bin: events seen, and a signal over a background. */
function counting({ seen, signal, background, error, upTo = 10 }: Counting): HypothesisTests {
  const own: Modifier[] = error === undefined ? [] : [{ name: "b", type: "shapesys", data: [error] }];
  const model = compileModel({
    version: "1.0.0",
    channels: [
      {
        name: "SR",
        samples: [
          { name: "signal", data: [signal], modifiers: [{ name: "mu", type: "normfactor" }] },
          { name: "background", data: [background], modifiers: own },
        ],
      },
    ],
    observations: [{ name: "SR", data: [seen] }],
    measurements: [{ name: "m", config: { poi: "mu", parameters: [{ name: "mu", bounds: [[0, upTo]] }] } }],
  });
  const fitter = new Fitter(model);
  const best = fitter.fit();
  return new HypothesisTests(fitter, best, uncertaintiesOf(fitter, best).errors[0]);
}

describe("counting experiments, as textbooks have them", () => {
  it.each([
    [12, 5],
    [130, 100],
    [3, 0.5],
  ])("the significance of %d events over %d is that of Wilks' theorem", (n, b) => {
    const wanted = Math.sqrt(2 * (n * Math.log(n / b) - (n - b)));
    expect(counting({ seen: n, signal: b, background: b, upTo: 100 }).discovery().observed).toBeCloseTo(wanted, 8);
  });

  it.each([
    [25, 10, 3],
    [140, 100, 12],
    [9, 2.5, 1],
  ])("of %d over %d ± %d it is that of Li and Ma", (n, b, error) => {
    // Ann. of ApJ 272 (1983) 317, eq. 17: as many events off the source, and exposures in the ratio alpha.
    const off = (b / error) ** 2;
    const alpha = b / off;
    const wanted = Math.sqrt(
      2 * (n * Math.log(((1 + alpha) / alpha) * (n / (n + off))) + off * Math.log((1 + alpha) * (off / (n + off)))),
    );
    const found = counting({ seen: n, signal: b, background: b, error, upTo: 100 }).discovery();
    expect(found.observed).toBeCloseTo(wanted, 7);
  });

  it.each([
    [10, 20, 4],
    [5, 3, 1],
    [50, 400, 30],
  ])("what %d events over %d ± %d are expected to give is the Asimov formula", (s, b, error) => {
    // G. Cowan: Discovery sensitivity for a counting experiment with background uncertainty (2012), eq. 20.
    const v = error * error;
    const wanted = Math.sqrt(
      2 *
        ((s + b) * Math.log(((s + b) * (b + v)) / (b * b + (s + b) * v)) -
          ((b * b) / v) * Math.log(1 + (v * s) / (b * (b + v)))),
    );
    const found = counting({ seen: s + b, signal: s, background: b, error }).discovery();
    expect(found.expectedNominal).toBeCloseTo(wanted, 7);
    // Data that are just those have no other significance.
    expect(found.observed).toBeCloseTo(wanted, 7);
  });

  it("the limit of many events is 1.96 σ if as many were seen as expected, and the expected ones are those of the normal law", () => {
    const b = 1e8;
    const { observed, expected } = counting({ seen: b, signal: 1e4, background: b }).upperLimit();
    expect(observed).toBeCloseTo(1.959964, 3);
    // 1 − Φ(μ − N) = 0.05 Φ(N), N from −2 to 2.
    for (const [i, limit] of [1.0511, 1.412, 1.95996, 2.7275, 3.6562].entries())
      expect(Math.abs(expected[i]! - limit)).toBeLessThan(2e-3);
  });

  it("the limit of nothing seen and hardly anything expected is 1.92 events, where exact counting has 3.00", () => {
    // Asymptotically CLs = 2 (1 − Φ(√2μ)), exactly exp(−μ): formulas for many events are not for none.
    const { observed } = counting({ seen: 0, signal: 1, background: 1e-7 }).upperLimit();
    expect(observed).toBeCloseTo(1.959964 ** 2 / 2, 3);
  });
});
