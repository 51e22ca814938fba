import { expect, it } from "vitest";
import { farthest, referenceFits, tolerances } from "../../test/support/reference-fits.ts";
import { describeWithSharedData } from "../../test/support/shared-data.ts";
import { expectedData } from "./expected-data.ts";
import { Fitter } from "./fit.ts";

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
