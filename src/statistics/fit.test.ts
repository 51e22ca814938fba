import { expect, it } from "vitest";
import { farthest, referenceFits, tolerances } from "../../test/support/reference-fits.ts";
import { describeWithSharedData } from "../../test/support/shared-data.ts";
import { expectedData } from "./expected-data.ts";
import { Fitter } from "./fit.ts";
import { compileModel } from "./model.ts";

describeWithSharedData("a fit", () => {
  it.each(referenceFits)("$name: ends where pyhf's does", ({ model, pyhf }) => {
    const best = new Fitter(model).fit();
    expect(best.status).toBe("converged");
    expect(Math.abs(best.twiceNll - pyhf.twiceNll)).toBeLessThan(tolerances.twiceNll);
    expect(farthest(best.parameters, pyhf.bestFit)).toBeLessThan(tolerances.parameters);
    expect(best.parameters[model.poi!]).toBeCloseTo(pyhf.muHat, 5);
    const { bins } = expectedData(model, best.parameters);
    expect(farthest(bins, pyhf.expectedAtBestFit)).toBeLessThan(tolerances.parameters * 100);
  });
});

it("a fit ends early where it falls into a minimum that is known, and nowhere else", () => {
  const signal = { name: "signal", data: [3, 9], modifiers: [{ name: "mu", type: "normfactor" as const }] };
  const scale = { name: "scale", type: "normsys" as const, data: { hi: 1.1, lo: 0.92 } };
  const model = compileModel({
    version: "1.0.0",
    channels: [{ name: "sr", samples: [signal, { name: "background", data: [40, 20], modifiers: [scale] }] }],
    observations: [{ name: "sr", data: [46, 33] }],
    measurements: [{ name: "m", config: { poi: "mu", parameters: [] } }],
  });
  const fitter = new Fitter(model);
  const { parameters: x, distance: value } = fitter.fit();
  const start = model.parameters.map(({ init, fixed }, i) => (fixed ? init : init + 0.4 + 0.2 * i));
  const whole = fitter.fit({ start });
  const early = fitter.fit({ start, known: { x, value } });
  expect(early.steps).toBeLessThan(whole.steps);
  expect([early.parameters, early.distance]).toEqual([x, value]);
  const elsewhere = x.map((each) => each + 0.1);
  for (const known of [
    { x: elsewhere, value },
    { x, value: value - 0.1 },
    { x, value: value + 0.1 },
  ])
    expect(fitter.fit({ start, known })).toEqual(whole);
});
