import { expect, it } from "vitest";
import { farthest, referenceFits, tolerances } from "../../test/support/reference-fits.ts";
import { describeWithSharedData } from "../../test/support/shared-data.ts";
import { Fitter } from "./fit.ts";
import { HypothesisTests } from "./hypothesis-tests.ts";
import { uncertaintiesOf } from "./uncertainties.ts";

function testsOf(model: (typeof referenceFits)[number]["model"]): HypothesisTests {
  const fitter = new Fitter(model);
  const best = fitter.fit();
  return new HypothesisTests(fitter, best, uncertaintiesOf(fitter, best).errors[model.poi!]);
}

describeWithSharedData("tests of the signal, as pyhf's", () => {
  it.each(referenceFits)("$name: profile, and its errors", ({ model, pyhf }) => {
    const { profile, muHat } = testsOf(model);
    for (const [mu, rise] of Object.entries(pyhf.profile))
      expect(Math.abs(profile.rise(Number(mu)) - rise)).toBeLessThan(tolerances.twiceNll);
    const [up, down] = [profile.crossing(1), profile.crossing(-1)];
    expect(Math.abs(up! - muHat - pyhf.muUp)).toBeLessThan(tolerances["muUp/muDown"]);
    if (pyhf.muDown === null) expect(down).toBeUndefined();
    else expect(Math.abs(muHat - down! - pyhf.muDown)).toBeLessThan(tolerances["muUp/muDown"]);
  });

  it.each(referenceFits)("$name: significance, observed and expected", ({ model, pyhf }) => {
    const found = testsOf(model).discovery();
    expect(Math.abs(found.q0 - pyhf.q0)).toBeLessThan(tolerances.z);
    expect(Math.abs(found.observed - pyhf.zObserved)).toBeLessThan(tolerances.z);
    for (const [ours, wanted] of [
      [found.expected, pyhf.zExpected],
      [found.expectedNominal, pyhf.zExpectedNominal],
    ] as const)
      if (wanted === null) expect(ours).toBe(Infinity);
      else expect(Math.abs(ours! - wanted)).toBeLessThan(tolerances.z);
  });

  it.each(referenceFits)("$name: CLs and upper limits", ({ model, pyhf }) => {
    const tests = testsOf(model);
    const { q, qAsimov, cls, clsExpected } = tests.exclusion(1);
    expect(farthest([q, qAsimov], [pyhf.q1Tilde, pyhf.q1TildeAsimov])).toBeLessThan(tolerances.cls);
    expect(farthest([cls, ...clsExpected], [pyhf.cls1, ...pyhf.cls1Expected])).toBeLessThan(tolerances.cls);
    const limit = tests.upperLimit();
    expect(farthest([limit.observed!], [pyhf.upperLimit])).toBeLessThan(tolerances.limits);
    expect(farthest(limit.expected as number[], pyhf.upperLimitExpected)).toBeLessThan(tolerances.limits);
  });
});
