import { expect, it } from "vitest";
import { referenceFits } from "../../test/support/reference-fits.ts";
import { describeWithSharedData } from "../../test/support/shared-data.ts";
import { Fitter } from "./fit.ts";
import { impactsOn } from "./impacts.ts";
import { correlationOf, uncertaintiesOf } from "./uncertainties.ts";

describeWithSharedData("after a fit", () => {
  it.each(referenceFits)("$name: the covariance is the inverse of half the curvature", ({ model }) => {
    const fitter = new Fitter(model);
    const best = fitter.fit();
    const found = uncertaintiesOf(fitter, best);
    const { hessian } = fitter.likelihood;
    const count = model.parameters.length;
    const free = model.parameters.flatMap((each, i) => (each.fixed || best.atBound.includes(i) ? [] : [i]));
    expect(found).toMatchObject({ undetermined: [], flat: 0 });
    for (const i of free)
      for (const j of free) {
        const product = free.reduce(
          (sum, k) => sum + hessian[Math.max(i, k) * count + Math.min(i, k)]! * found.covariance[k * count + j]!,
          0,
        );
        expect(product / 2).toBeCloseTo(i === j ? 1 : 0, 9);
        expect(Math.abs(correlationOf(found, i, j))).toBeLessThanOrEqual(1);
      }
    expect(found.errors.map((each) => each !== undefined)).toEqual(model.parameters.map((_, i) => free.includes(i)));
  });

  it.each(referenceFits)("$name: an impact is the correlation times the error, but for curvature", ({ model }) => {
    const fitter = new Fitter(model);
    const best = fitter.fit();
    const found = uncertaintiesOf(fitter, best);
    const poi = model.poi!;
    const impacts = impactsOn(fitter, best, poi, found);
    expect(impacts.map(({ parameter }) => parameter).sort((a, b) => a - b)).toEqual(
      found.errors.flatMap((error, i) => (error === undefined || i === poi ? [] : [i])),
    );
    for (const { parameter, after } of impacts) {
      const linear = correlationOf(found, parameter, poi) * found.errors[poi]!;
      // The mean of both sides has no second order; what is left is third.
      const odd = (after!.up! - after!.down!) / 2;
      const { upper, lower } = model.parameters[poi]!;
      const clipped = [after!.up!, after!.down!].some((each) =>
        [upper, lower].some((bound) => Math.abs(best.parameters[poi]! + each - bound) < 1e-9),
      );
      if (!clipped) expect(Math.abs(odd - linear)).toBeLessThan(0.05 * found.errors[poi]!);
    }
  });
});
