import type { Fitter, FitResult } from "./fit.ts";
import { pullOf, type Uncertainties, widthBefore } from "./uncertainties.ts";

/** How a parameter stands after the fit, and how much it moves the parameter of interest. */
export interface Impact {
  /** Index of the parameter. */
  readonly parameter: number;
  /** Distance from what others have measured, in widths of that; undefined without a constraint, as `tightened`. */
  readonly pull: number | undefined;
  /** Error after the fit, as a part of the width before. */
  readonly tightened: number | undefined;
  /** Change of the best value of interest if the parameter is held one width from its best value, up and down; before and after the fit. */
  readonly before: Moves | undefined;
  readonly after: Moves | undefined;
}

/** Undefined where the fit does not converge. */
export interface Moves {
  readonly up: number | undefined;
  readonly down: number | undefined;
}

/**
 * Of all parameters but the one of interest, fixed ones and those without an error; the largest after the fit first. Each takes four fits.
 *
 * @param poi index of the parameter of interest
 */
export function impactsOn(fitter: Fitter, best: FitResult, poi: number, uncertainties: Uncertainties): Impact[] {
  const { parameters } = fitter.model;
  const moved = (parameter: number, value: number): number | undefined => {
    const { lower, upper } = parameters[parameter]!;
    const held = Math.min(Math.max(value, lower), upper);
    const start = linearStart(best, uncertainties, parameter, held, parameters);
    const { status, parameters: found } = fitter.fit({ start, fixed: new Map([[parameter, held]]) });
    return status === "converged" || status === "edge" ? found[poi]! - best.parameters[poi]! : undefined;
  };
  const moves = (parameter: number, width: number): Moves => ({
    up: moved(parameter, best.parameters[parameter]! + width),
    down: moved(parameter, best.parameters[parameter]! - width),
  });
  const impacts = parameters.flatMap((each, i): Impact[] => {
    const error = uncertainties.errors[i];
    if (i === poi || each.fixed || error === undefined) return [];
    const width = widthBefore(each);
    return [
      {
        parameter: i,
        pull: pullOf(each, best.parameters[i]!),
        tightened: width === undefined ? undefined : error / width,
        before: width === undefined ? undefined : moves(i, width),
        after: moves(i, error),
      },
    ];
  });
  const size = ({ after }: Impact): number => Math.max(Math.abs(after?.up ?? 0), Math.abs(after?.down ?? 0));
  return impacts.sort((a, b) => size(b) - size(a));
}

/** Where the others go with a parameter, if the likelihood is a parabola. */
function linearStart(
  best: FitResult,
  { covariance }: Uncertainties,
  parameter: number,
  value: number,
  parameters: Fitter["model"]["parameters"],
): Float64Array {
  const count = parameters.length;
  const shift = (value - best.parameters[parameter]!) / covariance[parameter * count + parameter]!;
  return best.parameters.map((each, i) => {
    const { fixed, lower, upper } = parameters[i]!;
    return fixed ? each : Math.min(Math.max(each + shift * covariance[i * count + parameter]!, lower), upper);
  });
}
