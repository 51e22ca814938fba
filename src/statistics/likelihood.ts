import { ChannelTerms } from "./channel-terms.ts";
import type { Model, ModelData } from "./model.ts";
import { poissonDistance, poissonPeak } from "./poisson.ts";

/**
 * −2 ln L of a model on some data, with all constants, and its derivatives. Poisson in each bin, times the constraints. Where a bin expects
 * less than nothing, or nothing and has events, there is no likelihood: the value is Infinity.
 */
export class Likelihood {
  readonly model: Model;
  readonly data: ModelData;
  /** −2 ln L of a model that expects just what was seen; what is minimised is the distance from it, which keeps its digits. */
  readonly saturated: number;
  /** Of the last {@link derivatives}. Of the matrix, row by row, only what is on and below the diagonal. */
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  /** Expected events of each bin at the last point. */
  readonly expected: Float64Array;
  readonly #channels: readonly ChannelTerms[];
  readonly #constraintTerms: readonly ConstraintTerm[];
  /** The last point, where {@link expected} is, and its value. */
  readonly #point: Float64Array;
  #value = NaN;
  /** See {@link soften}. */
  #softness = 0;
  #parabolaFrom = 0;

  constructor(model: Model, data: ModelData = model.observed) {
    const count = model.parameters.length;
    this.model = model;
    this.data = data;
    this.gradient = new Float64Array(count);
    this.hessian = new Float64Array(count * count);
    this.expected = new Float64Array(model.bins);
    this.#channels = model.channels.map((channel) => new ChannelTerms(model, channel));
    this.#constraintTerms = constraintTerms(model, data);
    this.#point = new Float64Array(count).fill(NaN);
    this.saturated = saturatedValue(model, data);
  }

  /** −2 ln L. @param x values of all parameters, in their order */
  twiceNll(x: ArrayLike<number>): number {
    return this.distance(x) + this.saturated;
  }

  /** −2 ln L less {@link saturated}: of at least 0. */
  distance(x: ArrayLike<number>): number {
    const { expected, data } = this;
    this.#point.set(x);
    expected.fill(0);
    for (const each of this.#channels) each.expect(x, expected);
    let half = 0;
    for (let b = 0; b < expected.length; b++) half += this.#binDistance(data.bins[b]!, expected[b]!);
    this.#value = 2 * half + this.#constraints(x, false);
    return this.#value;
  }

  /** {@link distance}, leaving `gradient` and `hessian`, unless it is Infinity. */
  derivatives(x: ArrayLike<number>): number {
    const { gradient, hessian, expected, data } = this;
    const distance = this.#isLast(x) ? this.#value : this.distance(x);
    if (!Number.isFinite(distance)) return Infinity;
    gradient.fill(0);
    hessian.fill(0);
    this.#constraints(x, true);
    for (const each of this.#channels) {
      const { start, bins } = each.channel;
      for (let b = 0; b < bins; b++) {
        const n = data.bins[start + b]!;
        const mean = expected[start + b]!;
        each.weights[b] = 2 * this.#binSlope(n, mean);
        each.curvatures[b] = 2 * this.#binCurvature(n, mean);
      }
      each.addDerivatives(x, gradient, hessian);
    }
    return distance;
  }

  /**
   * No bin counts less than `events`, and where one expects less than `from` the likelihood goes on as a parabola. So it is finite
   * everywhere, and a point can be looked for at which it is so without. 0 ends it.
   */
  soften(events: number, from = events): void {
    this.#point.fill(NaN);
    this.#softness = events;
    this.#parabolaFrom = from;
  }

  /** Steps of a fit take the derivatives where they have just taken the value. */
  #isLast(x: ArrayLike<number>): boolean {
    for (let i = 0; i < x.length; i++) if (x[i] !== this.#point[i]) return false;
    return true;
  }

  #binDistance(n: number, mean: number): number {
    if (this.#softness === 0) return poissonDistance(n, mean);
    const count = Math.max(n, this.#softness);
    const from = this.#parabolaFrom;
    if (mean >= from) return poissonDistance(count, mean);
    const far = mean - from;
    return poissonDistance(count, from) + far * (1 - count / from) + (far * far * count) / (2 * from * from);
  }

  /** Derivative of {@link #binDistance} by the mean. */
  #binSlope(n: number, mean: number): number {
    if (this.#softness === 0) return n === 0 ? 1 : 1 - n / mean;
    const count = Math.max(n, this.#softness);
    const from = this.#parabolaFrom;
    return mean >= from ? 1 - count / mean : 1 - count / from + ((mean - from) * count) / (from * from);
  }

  #binCurvature(n: number, mean: number): number {
    if (this.#softness === 0) return n === 0 ? 0 : n / (mean * mean);
    return Math.max(n, this.#softness) / Math.max(mean, this.#parabolaFrom) ** 2;
  }

  #constraints(x: ArrayLike<number>, derive: boolean): number {
    const terms = this.#constraintTerms;
    let sum = 0;
    for (let k = 0; k < terms.length; k++) {
      const { parameter, isNormal, scale, seen } = terms[k]!;
      if (isNormal) {
        const pull = (x[parameter]! - seen) / scale;
        sum += pull * pull;
        if (derive) this.#addDiagonal(parameter, (2 * pull) / scale, 2 / (scale * scale));
      } else {
        const mean = scale * x[parameter]!;
        sum += 2 * poissonDistance(seen, mean);
        if (derive && seen === 0) this.#addDiagonal(parameter, 2 * scale, 0);
        else if (derive)
          this.#addDiagonal(parameter, 2 * scale * (1 - seen / mean), 2 * seen * (scale / mean) * (scale / mean));
      }
    }
    return sum;
  }

  #addDiagonal(i: number, slope: number, curvature: number): void {
    this.gradient[i]! += slope;
    this.hessian[i * this.gradient.length + i]! += curvature;
  }
}

interface ConstraintTerm {
  readonly parameter: number;
  readonly isNormal: boolean;
  /** Its sigma or its factor. */
  readonly scale: number;
  readonly seen: number;
}

function constraintTerms({ parameters }: Model, { auxiliary }: ModelData): ConstraintTerm[] {
  const terms: ConstraintTerm[] = [];
  for (const [parameter, { constraint }] of parameters.entries()) {
    if (constraint === undefined) continue;
    const isNormal = constraint.kind === "normal";
    const scale = isNormal ? constraint.sigma : constraint.factor;
    terms.push({ parameter, isNormal, scale, seen: auxiliary[terms.length]! });
  }
  return terms;
}

function saturatedValue({ parameters }: Model, { bins, auxiliary }: ModelData): number {
  let sum = 0;
  for (const n of bins) sum += 2 * poissonPeak(n);
  let next = 0;
  for (const { constraint } of parameters) {
    if (constraint === undefined) continue;
    const seen = auxiliary[next++]!;
    sum += constraint.kind === "normal" ? Math.log(2 * Math.PI * constraint.sigma ** 2) : 2 * poissonPeak(seen);
  }
  return sum;
}
