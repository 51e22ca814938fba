import { factorise, solve } from "./cholesky.ts";
import type { Fitter, FitResult } from "./fit.ts";
import type { Parameter } from "./parameters.ts";

/** What the curvature at the minimum says about the parameters. */
export interface Uncertainties {
  /** Of all parameters; undefined of those that are fixed, at a bound, or not determined. */
  readonly errors: readonly (number | undefined)[];
  /** Row by row, of all parameters; 0 where there is no error. */
  readonly covariance: Float64Array;
  /** Parameters that the data do not determine: along some direction of them nothing changes. */
  readonly undetermined: readonly number[];
  /** How many such directions there are. */
  readonly flat: number;
}

/** What is left of a parameter's curvature, of 1, once others have taken their share; less is rounding. */
const leastCurvature = 1e-10;

/** Errors and covariance from the inverse of the second derivatives, of the parameters that were free and ended within their bounds. */
export function uncertaintiesOf(fitter: Fitter, best: FitResult): Uncertainties {
  const { parameters } = fitter.model;
  const count = parameters.length;
  const covariance = new Float64Array(count * count);
  const errors: (number | undefined)[] = parameters.map(() => undefined);
  const undetermined = new Set<number>();
  const none = { errors, covariance, undetermined: [], flat: 0 };
  if (best.status !== "converged" || !Number.isFinite(fitter.likelihood.derivatives(best.parameters))) return none;
  const { hessian } = fitter.likelihood;
  const at = (i: number, j: number): number => hessian[Math.max(i, j) * count + Math.min(i, j)]!;
  let free = parameters.flatMap((each, i) => (each.fixed || best.atBound.includes(i) ? [] : [i]));
  let flat = 0;
  for (;;) {
    const size = free.length;
    const scale = free.map((i) => 1 / Math.sqrt(Math.max(at(i, i), 0) || 1));
    const factor = new Float64Array(size * size);
    for (let k = 0; k < size; k++)
      for (let l = 0; l <= k; l++) factor[k * size + l] = at(free[k]!, free[l]!) * scale[k]! * scale[l]!;
    const without = free.map((i, k) => (at(i, i) > 0 ? factor.slice(k * size, k * size + k) : undefined));
    const failed = factorise(factor, size, leastCurvature);
    if (failed >= 0) {
      // The row is what earlier ones make of it: along this direction nothing changes.
      const others = without[failed] ?? new Float64Array(failed);
      solve(factor, others, failed, size);
      for (const [k, part] of others.entries()) if (Math.abs(part) > 1e-4) undetermined.add(free[k]!);
      undetermined.add(free[failed]!);
      flat++;
      free = free.filter((_, k) => k !== failed);
      continue;
    }
    for (const [k, i] of free.entries()) {
      const column = new Float64Array(size);
      column[k] = 1;
      solve(factor, column);
      if (undetermined.has(i)) continue;
      for (let l = 0; l <= k; l++) {
        const j = free[l]!;
        if (!undetermined.has(j)) {
          const value = 2 * column[l]! * scale[k]! * scale[l]!;
          covariance[i * count + j] = value;
          covariance[j * count + i] = value;
        }
      }
      errors[i] = Math.sqrt(covariance[i * count + i]!);
    }
    return { errors, covariance, undetermined: [...undetermined].sort((a, b) => a - b), flat };
  }
}

/** Correlation of two parameters, 0 where one has no error. */
export function correlationOf({ covariance, errors }: Uncertainties, i: number, j: number): number {
  const [one, other] = [errors[i], errors[j]];
  if (one === undefined || other === undefined) return 0;
  return i === j ? 1 : covariance[i * errors.length + j]! / (one * other);
}

/** Width of what others have measured of a parameter, before the fit; undefined without a constraint. */
export function widthBefore({ constraint }: Parameter): number | undefined {
  if (constraint?.kind === "normal") return constraint.sigma;
  return constraint && constraint.observed > 0 ? Math.sqrt(constraint.observed) / constraint.factor : undefined;
}

/** How far a value is from what others have measured, in widths of that; undefined without a constraint. */
export function pullOf(parameter: Parameter, value: number): number | undefined {
  const { constraint } = parameter;
  const width = widthBefore(parameter);
  if (constraint === undefined || width === undefined) return undefined;
  return (
    (value - (constraint.kind === "normal" ? constraint.observed : constraint.observed / constraint.factor)) / width
  );
}
