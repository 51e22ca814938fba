import type { Fitter, FitResult } from "./fit.ts";
import { rootBetween } from "./root.ts";
import { StatisticsError } from "./workspace-error.ts";

/** How far from one σ, in units of −2 ln L, an end of an interval may be; and of the parameter, relative to its error. */
const tolerance = 1e-9;

/** The likelihood as a function of one parameter, with the others fitted anew at each value. */
export class Profile {
  readonly fitter: Fitter;
  readonly parameter: number;
  readonly best: FitResult;
  /** Rough width of the parameter: its error, or a part of its range. */
  readonly width: number;
  /** Fits so far, by value: each starts at the nearest. */
  readonly #known = new Map<number, FitResult>();

  /** @param width of the parameter, if it is known */
  constructor(fitter: Fitter, parameter: number, best: FitResult, width?: number) {
    const { lower, upper } = fitter.model.parameters[parameter]!;
    this.fitter = fitter;
    this.parameter = parameter;
    this.best = best;
    this.width = width ?? (upper - lower) / 20;
    this.#known.set(best.parameters[parameter]!, best);
  }

  /**
   * The fit with the parameter at a value, which may be outside of its bounds.
   *
   * @throws {StatisticsError} if it does not converge, or ends below the best fit, which then was a local minimum
   */
  at(value: number): FitResult {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const near = [...this.#known].reduce((a, b) => (Math.abs(b[0] - value) < Math.abs(a[0] - value) ? b : a));
    const fixed = new Map([[this.parameter, value]]);
    let result = this.fitter.fit({ start: near[1].parameters, fixed });
    if (result.status === "not-converged") result = this.fitter.fit({ fixed });
    const { name, lower, upper } = this.fitter.model.parameters[this.parameter]!;
    if (result.status === "not-converged")
      throw new StatisticsError(`The fit with ${name} at ${value} did not converge: ${result.reason ?? ""}`);
    if (result.distance < this.best.distance - 1e-5)
      throw new StatisticsError(
        value < lower || value > upper
          ? `With ${name} at ${value} the fit is better than anywhere within its bounds, ${lower} to ${upper}; widen them`
          : `With ${name} at ${value} the fit is better than the best one: that is a local minimum; set other inits`,
      );
    if (result.status !== "impossible") this.#known.set(value, result);
    return result;
  }

  /** Rise of −2 ln L from the best fit to the one at a value: of at least 0, Infinity where that is impossible. */
  rise(value: number): number {
    return Math.max(0, this.at(value).distance - this.best.distance);
  }

  /**
   * Where the root of the rise reaches `height` on one side of the best value.
   *
   * @returns undefined if it does not within the bounds
   */
  crossing(side: 1 | -1, height = 1, from = this.best.parameters[this.parameter]!): number | undefined {
    const { lower, upper } = this.fitter.model.parameters[this.parameter]!;
    const bound = side > 0 ? upper : lower;
    const above = (value: number): number => Math.sqrt(this.rise(value)) - height;
    let near = from;
    for (let step = this.width * height; ; step *= 1.5) {
      const far = side > 0 ? Math.min(from + step, bound) : Math.max(from - step, bound);
      if (above(far) >= 0) return rootBetween(above, near, far, tolerance * this.width);
      if (far === bound) return undefined;
      near = far;
    }
  }
}
