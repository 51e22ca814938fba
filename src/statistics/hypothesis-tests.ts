import { normalTail } from "./distributions.ts";
import { expectedData } from "./expected-data.ts";
import { Fitter, type FitResult } from "./fit.ts";
import { Profile } from "./profile.ts";
import { rootBetween } from "./root.ts";
import { StatisticsError } from "./workspace-error.ts";

/** How much signal the data exclude or ask for, by the asymptotic formulas of G. Cowan et al., Eur. Phys. J. C 71 (2011) 1554. */
export interface Discovery {
  /** Rise of −2 ln L from the best fit to the one without signal; 0 if the best fit has less than none. May be Infinity. */
  readonly q0: number;
  /** Its root: the significance, in σ. */
  readonly observed: number;
  /** That of Asimov data with a signal of strength 1, with the other parameters as the data have them at 1; undefined if they cannot. */
  readonly expected: number | undefined;
  /** The same with the other parameters at their inits. */
  readonly expectedNominal: number;
}

/** What the data say of one strength of the signal. Of the expected values the median is the third: −2, −1, 0, 1, 2 σ in rising order. */
export interface Exclusion {
  readonly mu: number;
  readonly q: number;
  /** Of Asimov data without signal. */
  readonly qAsimov: number;
  readonly cls: number;
  readonly clsExpected: readonly number[];
}

/** The strength that is excluded; undefined where it is beyond the upper bound of the parameter. */
export interface UpperLimit {
  readonly level: number;
  readonly observed: number | undefined;
  readonly expected: readonly (number | undefined)[];
}

/** Asymptotic tests of the parameter of interest. Fits are made when they are first needed, and kept. */
export class HypothesisTests {
  readonly profile: Profile;
  /** Index of the parameter of interest. */
  readonly poi: number;
  #asimov: Profile | undefined;

  /**
   * @param width of the parameter of interest, if known
   * @throws {StatisticsError} if the measurement has none, or the fit did not converge
   */
  constructor(fitter: Fitter, best: FitResult, width?: number) {
    const { poi, measurement, parameters } = fitter.model;
    if (poi === undefined)
      throw new StatisticsError(`The measurement ${measurement} has no parameter of interest; name it as its poi`);
    if (parameters[poi]!.fixed)
      throw new StatisticsError(
        `${parameters[poi]!.name} is fixed, so that nothing can be said of it; let the measurement leave it free`,
      );
    if (best.status !== "converged" && best.status !== "edge")
      throw new StatisticsError(`The best fit has not been found: ${best.reason ?? ""}`);
    this.poi = poi;
    this.profile = new Profile(fitter, poi, best, width);
  }

  get muHat(): number {
    return this.profile.best.parameters[this.poi]!;
  }

  discovery(): Discovery {
    const { fitter } = this.profile;
    const q0 = this.muHat > 0 ? this.profile.rise(0) : 0;
    const atOne = this.profile.at(1);
    const nominal = Float64Array.from(fitter.model.parameters, ({ init }, i) => (i === this.poi ? 1 : init));
    const expected = (from: Float64Array): number => Math.sqrt(this.#asimovOf(from).rise(0));
    return {
      q0,
      observed: Math.sqrt(q0),
      expected: atOne.status === "impossible" ? undefined : expected(atOne.parameters),
      expectedNominal: expected(nominal),
    };
  }

  /**
   * CLs of one strength, with q̃: the best fit stays within the bounds of the parameter, which begin at 0 as a rule.
   *
   * @param mu of at least 0
   * @throws {StatisticsError} if the data cannot be without signal, so that there is nothing to compare with
   */
  exclusion(mu: number): Exclusion {
    if (!(mu >= 0)) throw new StatisticsError(`A strength to exclude is at least 0, not ${mu}`);
    const q = this.muHat > mu ? 0 : this.profile.rise(mu);
    const qAsimov = this.#background().rise(mu);
    const a = Math.sqrt(qAsimov);
    const t = q <= qAsimov || a === 0 ? Math.sqrt(q) - a : (q - qAsimov) / (2 * a);
    return {
      mu,
      q,
      qAsimov,
      // A strength that cannot be is excluded, whatever is expected.
      cls: q === Infinity ? 0 : clsOf(t, a),
      clsExpected: sigmas.map((n) => clsOf(n, a)),
    };
  }

  /** @param level of CLs at which a strength is excluded */
  upperLimit(level = 0.05): UpperLimit {
    const asimov = this.#background();
    const expected = sigmas.map((n) => {
      const height = rootBetween((a) => clsOf(n, a) - level, 0, 20, 1e-12);
      return asimov.crossing(1, height, 0);
    });
    return { level, observed: this.#observedLimit(level), expected };
  }

  #observedLimit(level: number): number | undefined {
    const excess = (mu: number): number => Math.log(Math.max(this.exclusion(mu).cls, 1e-300) / level);
    const { upper } = this.profile.fitter.model.parameters[this.poi]!;
    let low = Math.max(this.muHat, 0);
    if (low >= upper) return undefined;
    for (let step = this.profile.width; ; step *= 1.5) {
      const high = Math.min(low + step, upper);
      if (excess(high) <= 0) return rootBetween(excess, low, high, 1e-9 * this.profile.width);
      if (high === upper) return undefined;
      low = high;
    }
  }

  /** Asimov data without signal, with the other parameters as the data have them without. */
  #background(): Profile {
    if (this.#asimov === undefined) {
      const without = this.profile.at(0);
      if (without.status === "impossible")
        throw new StatisticsError(
          `Without signal the data are impossible, so that no limit on it can be set: ${without.reason ?? ""}`,
        );
      this.#asimov = this.#asimovOf(without.parameters);
    }
    return this.#asimov;
  }

  /** The profile of the data that are expected at a point, which is its best fit: nothing is nearer to them. */
  #asimovOf(point: Float64Array): Profile {
    const { model } = this.profile.fitter;
    const fitter = new Fitter(model, expectedData(model, point));
    const distance = fitter.likelihood.distance(point);
    if (!Number.isFinite(distance))
      throw new StatisticsError(
        "A bin expects less than nothing there, so that there are no Asimov data; set other inits",
      );
    const twiceNll = distance + fitter.likelihood.saturated;
    const best = {
      status: "converged",
      reason: undefined,
      parameters: point,
      twiceNll,
      distance,
      atBound: [],
      steps: 0,
    } as const;
    return new Profile(fitter, this.poi, best, this.profile.width);
  }
}

/** Of background alone, where the expected values are asked for, in the order of the strengths that they exclude. */
const sigmas = [2, 1, 0, -1, -2];

/** Φ̄(t + a) / Φ̄(t); 0 where neither is a number above 0 any more. */
function clsOf(t: number, a: number): number {
  const background = normalTail(t);
  return background === 0 ? 0 : normalTail(t + a) / background;
}
