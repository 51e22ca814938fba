import { chiSquareTail } from "./distributions.ts";
import type { FitResult } from "./fit.ts";
import type { Model } from "./model.ts";
import type { Uncertainties } from "./uncertainties.ts";

/** How well the best fit describes the data. */
export interface GoodnessOfFit {
  /** −2 ln of the likelihood relative to that of a model which expects just what was seen. */
  readonly chi2: number;
  /** Bins less parameters without a constraint. */
  readonly freedom: number;
  /** Probability of a larger one, if the model is right and events are many; undefined without degrees of freedom. */
  readonly p: number | undefined;
}

/** @see R. D. Cousins, Generalization of chisquare goodness-of-fit test for binned data using saturated models (2013) */
export function goodnessOfFit(model: Model, best: FitResult, { flat }: Uncertainties): GoodnessOfFit {
  const free = model.parameters.filter(({ fixed, constraint }) => !fixed && constraint === undefined).length;
  const freedom = model.bins - free + flat;
  const chi2 = best.distance;
  return { chi2, freedom, p: freedom > 0 && Number.isFinite(chi2) ? chiSquareTail(chi2, freedom) : undefined };
}
