import { describe, expect, it } from "vitest";
import { Fitter } from "./fit.ts";
import { HypothesisTests } from "./hypothesis-tests.ts";
import { compileModel } from "./model.ts";
import { Profile } from "./profile.ts";
import { uncertaintiesOf } from "./uncertainties.ts";
import type { Modifier, ParameterSettings, Workspace } from "./workspace.ts";

interface SampleOf {
  readonly data: readonly number[];
  readonly modifiers?: readonly Modifier[];
}

const mu: Modifier = { name: "mu", type: "normfactor" };

function workspace(
  samples: Readonly<Record<string, SampleOf>>,
  seen: readonly number[],
  parameters: readonly ParameterSettings[] = [],
): Workspace {
  return {
    version: "1.0.0",
    channels: [
      {
        name: "SR",
        samples: Object.entries(samples).map(([name, { data, modifiers = [] }]) => ({ name, data, modifiers })),
      },
    ],
    observations: [{ name: "SR", data: seen }],
    measurements: [{ name: "m", config: { poi: "mu", parameters } }],
  };
}

function fitted(...args: Parameters<typeof workspace>) {
  const fitter = new Fitter(compileModel(workspace(...args)));
  const best = fitter.fit();
  return { fitter, best, uncertainties: uncertaintiesOf(fitter, best) };
}

describe("a fit of what is not usual", () => {
  it("starts elsewhere if a bin expects nothing at the inits and has events", () => {
    const { best } = fitted({ signal: { data: [2], modifiers: [mu] } }, [3], [{ name: "mu", inits: [0] }]);
    expect(best.status).toBe("converged");
    expect(best.parameters[0]).toBeCloseTo(1.5, 10);
  });

  it("says which bin makes it impossible", () => {
    const { best, fitter } = fitted({ signal: { data: [2, 0], modifiers: [mu] }, other: { data: [5, 0] } }, [7, 1]);
    expect(best.status).toBe("impossible");
    expect(best.reason).toBe("bin 1 of channel SR expects 0 events and has 1");
    expect(best.twiceNll).toBe(Infinity);
    expect(() => new HypothesisTests(fitter, best)).toThrow("bin 1 of channel SR expects 0 events and has 1");
  });

  it("goes along the edge where a bin without events expects none", () => {
    // Without the wall the best μ would be below: the other bin has fewer events than its background.
    const bounds = [[-5, 10]] as const;
    const { best, uncertainties } = fitted(
      { signal: { data: [2, 1], modifiers: [mu] }, background: { data: [1, 10] } },
      [0, 8],
      [{ name: "mu", bounds }],
    );
    expect(best.status).toBe("edge");
    expect(best.parameters[0]).toBeCloseTo(-0.5, 8);
    expect(best.reason).toContain("bin 0 of channel SR");
    expect(uncertainties.errors).toEqual([undefined]);
  });

  it("finds the best at a bound, and errors of the others alone", () => {
    const norm: Modifier = { name: "norm", type: "normsys", data: { hi: 1.1, lo: 0.9 } };
    const { best, uncertainties, fitter } = fitted(
      { signal: { data: [5, 1], modifiers: [mu] }, background: { data: [20, 30], modifiers: [norm] } },
      [14, 31],
    );
    expect(best.status).toBe("converged");
    expect(best.atBound).toEqual([0]);
    expect(best.parameters[0]).toBe(0);
    expect(uncertainties.errors[0]).toBeUndefined();
    expect(uncertainties.errors[1]).toBeGreaterThan(0.5);
    const { q0, observed } = new HypothesisTests(fitter, best).discovery();
    expect([q0, observed]).toEqual([0, 0]);
  });

  it("holds a nuisance parameter at its bound, where the others are at their best", () => {
    const norm: Modifier = { name: "norm", type: "normsys", data: { hi: 1.01, lo: 0.99 } };
    const { best, fitter } = fitted(
      { signal: { data: [5, 1], modifiers: [mu] }, background: { data: [200, 3000], modifiers: [norm] } },
      [240, 4000],
    );
    const at = fitter.model.parameters.findIndex(({ name }) => name === "norm");
    expect(best.status).toBe("converged");
    expect(best.atBound).toContain(at);
    expect(best.parameters[at]).toBe(5);
    for (const shift of [-0.01, 0.01]) {
      const near = best.parameters.slice();
      near[fitter.model.poi!]! += shift;
      if (near[fitter.model.poi!]! <= 10) expect(fitter.likelihood.twiceNll(near)).toBeGreaterThan(best.twiceNll);
    }
  });

  it("names parameters that the data do not tell apart, and has errors of the others", () => {
    const [a, b, c] = ["a", "b", "c"].map((name): Modifier => ({ name, type: "normfactor" }));
    const { best, uncertainties, fitter } = fitted(
      {
        signal: { data: [5, 0], modifiers: [a!, b!] },
        background: { data: [0, 40], modifiers: [c!] },
        none: { data: [0, 0], modifiers: [mu] },
      },
      [9, 36],
    );
    const names = fitter.model.parameters.map(({ name }) => name);
    expect(best.status).toBe("converged");
    expect(best.distance).toBeCloseTo(0, 12);
    expect(uncertainties.undetermined.map((i) => names[i]).sort()).toEqual(["a", "b", "mu"]);
    expect(uncertainties.flat).toBe(2);
    expect(uncertainties.errors[names.indexOf("c")]).toBeCloseTo(6 / 40, 10);
  });

  it("takes negative yields, as long as their bin expects something", () => {
    const { best } = fitted(
      {
        signal: { data: [4, 3], modifiers: [mu] },
        interference: { data: [-2, -0.5] },
        background: { data: [10, 2.5] },
      },
      [16, 8],
      [{ name: "mu", bounds: [[-5, 10]] }],
    );
    expect(best.status).toBe("converged");
    expect(best.parameters[0]).toBeCloseTo(2, 10);
  });

  it("leaves a wall behind that lies between the start and the best value", () => {
    const { best } = fitted(
      { signal: { data: [10, 1], modifiers: [mu] }, background: { data: [-30, 1] } },
      [20, 6],
      [{ name: "mu", inits: [1] }],
    );
    expect(best.status).toBe("converged");
    expect(best.parameters[0]).toBeCloseTo(5, 8);
  });

  it("starts elsewhere too, since unlike variations can have several minima", () => {
    // Both variations raise the first bin, so that each sign of the parameter describes it.
    const both: Modifier = { name: "both", type: "histosys", data: { hi_data: [130, 46], lo_data: [128, 60] } };
    const { fitter, best } = fitted(
      { background: { data: [100, 50], modifiers: [both] }, signal: { data: [0, 1], modifiers: [mu] } },
      [140, 70],
    );
    const lowest = fitter.search();
    const scan = Array.from({ length: 401 }, (_, k) => fitter.fit({ fixed: new Map([[0, (k - 200) / 40]]) }).distance);
    expect(fitter.model.parameters[0]!.name).toBe("both");
    expect(lowest.distance).toBeLessThanOrEqual(Math.min(...scan));
    expect(best.distance).toBeGreaterThanOrEqual(lowest.distance);
    expect(fitter.search()).toEqual(lowest);
  });

  it("excludes a strength at which a bin would expect less than nothing", () => {
    const { fitter, best } = fitted(
      { signal: { data: [-3, 2], modifiers: [mu] }, background: { data: [1, 20] } },
      [1, 20],
    );
    const { q, cls, clsExpected } = new HypothesisTests(fitter, best).exclusion(1);
    expect([q, cls, clsExpected]).toEqual([Infinity, 0, [0, 0, 0, 0, 0]]);
  });

  it("needs few steps though data and expectation are far apart, or uncertainties very unlike", () => {
    const wide: Modifier = { name: "wide", type: "normsys", data: { hi: 30, lo: 0.01 } };
    const narrow: Modifier = { name: "narrow", type: "normsys", data: { hi: 1.0001, lo: 0.9999 } };
    const { best } = fitted(
      { signal: { data: [1e-3, 1e5], modifiers: [mu, narrow] }, background: { data: [1e4, 1e-6], modifiers: [wide] } },
      [3, 8e5],
    );
    expect(best.status).toBe("converged");
    expect(best.steps).toBeLessThan(60);
    expect(best.parameters.every(Number.isFinite)).toBe(true);
  });

  it.each([
    ["contents that are hardly there", { signal: { data: [1e-200], modifiers: [mu] }, other: { data: [0] } }],
    [
      "factors of all sizes",
      {
        signal: { data: [1], modifiers: [mu] },
        other: { data: [1], modifiers: [{ name: "n", type: "normsys", data: { hi: 1e300, lo: 1e-300 } }] },
      },
    ],
  ] as const)("ends where derivatives overflow: %s", (_, samples) => {
    const { best } = fitted(samples, [1]);
    expect(best.parameters.every(Number.isFinite)).toBe(true);
    expect(["converged", "impossible", "not-converged"]).toContain(best.status);
  });

  it("says what stands in the way where the signal is fixed, or best outside of its bounds", () => {
    const samples = { signal: { data: [5], modifiers: [mu] }, background: { data: [10] } };
    const fixed = fitted(samples, [12], [{ name: "mu", fixed: true, inits: [20] }]);
    expect(() => new HypothesisTests(fixed.fitter, fixed.best)).toThrow("mu is fixed");
    const low = fitted(samples, [12], [{ name: "mu", inits: [-1.5], bounds: [[-1.9, -1]] }]);
    expect(() => new HypothesisTests(low.fitter, low.best).exclusion(1)).toThrow("bounds, -1.9 to -1; widen them");
  });

  it("of a count without background has the profile of a Poisson distribution", () => {
    const { fitter, best } = fitted(
      { signal: { data: [1], modifiers: [mu] } },
      [4],
      [{ name: "mu", bounds: [[0, 50]] }],
    );
    const profile = new Profile(fitter, 0, best, 2);
    for (const side of [-1, 1] as const) {
      const end = profile.crossing(side)!;
      expect(2 * (end - 4 - 4 * Math.log(end / 4))).toBeCloseTo(1, 8);
    }
    expect(profile.rise(0)).toBe(Infinity);
    expect(new HypothesisTests(fitter, best, 2).discovery().observed).toBe(Infinity);
    expect(() => new HypothesisTests(fitter, best, 2).upperLimit()).toThrow("Without signal the data are impossible");
  });
});
