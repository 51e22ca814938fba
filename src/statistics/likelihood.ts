import { EvaluatedSample } from "./evaluated-sample.ts";
import type { Model, ModelChannel, ModelData } from "./model.ts";
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
  readonly #channels: readonly { readonly channel: ModelChannel; readonly samples: readonly EvaluatedSample[] }[];
  readonly #slopes: readonly Float64Array[];
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
    this.#channels = model.channels.map((channel) => ({
      channel,
      samples: channel.samples.map((sample) => new EvaluatedSample(model, channel, sample)),
    }));
    this.#slopes = model.channels.map(({ bins, columns }) => new Float64Array(bins * columns.length));
    this.saturated = saturatedValue(model, data);
  }

  /** −2 ln L. @param x values of all parameters, in their order */
  twiceNll(x: ArrayLike<number>): number {
    return this.distance(x) + this.saturated;
  }

  /** −2 ln L less {@link saturated}: of at least 0. */
  distance(x: ArrayLike<number>): number {
    this.#expect(x);
    const { bins } = this.data;
    let half = 0;
    for (let b = 0; b < bins.length; b++) half += this.#binDistance(bins[b]!, this.expected[b]!);
    return 2 * half + this.#constraints(x, false);
  }

  /** {@link distance}, leaving `gradient` and `hessian`, unless it is Infinity. */
  derivatives(x: ArrayLike<number>): number {
    const distance = this.distance(x);
    if (!Number.isFinite(distance)) return Infinity;
    this.gradient.fill(0);
    this.hessian.fill(0);
    this.#constraints(x, true);
    for (const [c, { channel, samples }] of this.#channels.entries()) {
      const slopes = this.#slopes[c]!;
      slopes.fill(0);
      const weights = this.expected.slice(channel.start, channel.start + channel.bins);
      for (const [b, mean] of weights.entries()) weights[b] = this.#binSlope(this.data.bins[channel.start + b]!, mean);
      for (const each of samples) {
        addSlopes(channel, each, x, slopes);
        this.#addCurvature(channel, each, x, weights);
      }
      this.#addSlopeProducts(channel, slopes, weights);
    }
    return distance;
  }

  /**
   * No bin counts less than `events`, and where one expects less than `from` the likelihood goes on as a parabola. So it is finite
   * everywhere, and a point can be looked for at which it is so without. 0 ends it.
   */
  soften(events: number, from = events): void {
    this.#softness = events;
    this.#parabolaFrom = from;
  }

  #expect(x: ArrayLike<number>): void {
    this.expected.fill(0);
    for (const { channel, samples } of this.#channels)
      for (const each of samples) {
        each.evaluate(x);
        for (let b = 0; b < channel.bins; b++)
          this.expected[channel.start + b]! += each.product * each.sum[b]! * each.binProduct[b]!;
      }
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
    const { parameters } = this.model;
    let sum = 0;
    let next = 0;
    for (const [i, { constraint }] of parameters.entries()) {
      if (constraint === undefined) continue;
      const seen = this.data.auxiliary[next++]!;
      if (constraint.kind === "normal") {
        const pull = (x[i]! - seen) / constraint.sigma;
        sum += pull * pull;
        if (derive) this.#addDiagonal(i, (2 * pull) / constraint.sigma, 2 / constraint.sigma ** 2);
      } else {
        const mean = constraint.factor * x[i]!;
        sum += 2 * poissonDistance(seen, mean);
        if (derive && seen === 0) this.#addDiagonal(i, 2 * constraint.factor, 0);
        else if (derive)
          this.#addDiagonal(i, 2 * constraint.factor * (1 - seen / mean), 2 * seen * (constraint.factor / mean) ** 2);
      }
    }
    return sum;
  }

  #addDiagonal(i: number, slope: number, curvature: number): void {
    this.gradient[i]! += slope;
    this.hessian[i * this.gradient.length + i]! += curvature;
  }

  /** Adds to both halves of the matrix, of which one is kept; a mixed derivative of one parameter counts twice. */
  #addMixed(i: number, j: number, value: number): void {
    const at = i >= j ? i * this.gradient.length + j : j * this.gradient.length + i;
    this.hessian[at]! += i === j ? 2 * value : value;
  }

  /** What the second derivatives of the expectation add, times the slopes of the likelihood in each bin. */
  #addCurvature(channel: ModelChannel, at: EvaluatedSample, x: ArrayLike<number>, weights: Float64Array): void {
    const { columns, bins } = channel;
    const { sample, sum, binProduct, product } = at;
    const parameterOf = (column: number, b = 0): number => columns[column]!.first + columns[column]!.perBin * b;
    let whole = 0;
    for (let b = 0; b < bins; b++) whole += 2 * weights[b]! * sum[b]! * binProduct[b]!;
    for (const [k, one] of sample.factors.entries()) {
      const i = parameterOf(one.column);
      this.#addDiagonal(i, 0, at.productByBoth(k, k) * whole);
      for (let l = 0; l < k; l++)
        this.#addMixed(i, parameterOf(sample.factors[l]!.column), at.productByBoth(k, l) * whole);
    }
    for (const [m, shape] of sample.shapes.entries()) {
      const i = parameterOf(shape.column);
      let [first, second] = [0, 0];
      for (let b = 0; b < bins; b++) {
        const weight = 2 * weights[b]! * binProduct[b]!;
        first += weight * at.sumBy(m, b);
        second += weight * at.sumByTwice(m, b);
      }
      this.#addDiagonal(i, 0, product * second);
      for (const [k, { column }] of sample.factors.entries())
        this.#addMixed(i, parameterOf(column), at.productBy(k) * first);
    }
    for (const [u, column] of sample.perBin.entries())
      for (let b = 0; b < bins; b++) {
        const i = parameterOf(column, b);
        const weight = 2 * weights[b]!;
        const others = weight * at.binProductWithout(x, b, column);
        for (const [k, factor] of sample.factors.entries())
          this.#addMixed(i, parameterOf(factor.column), others * sum[b]! * at.productBy(k));
        for (const [m, shape] of sample.shapes.entries())
          this.#addMixed(i, parameterOf(shape.column), others * product * at.sumBy(m, b));
        for (const other of sample.perBin.slice(0, u))
          this.#addMixed(
            i,
            parameterOf(other, b),
            weight * product * sum[b]! * at.binProductWithout(x, b, column, other),
          );
      }
  }

  /** What the first derivatives of the expectation add: the gradient, and their products in the matrix. */
  #addSlopeProducts({ columns, bins, start }: ModelChannel, slopes: Float64Array, weights: Float64Array): void {
    const { gradient, hessian } = this;
    const count = gradient.length;
    const width = columns.length;
    const indices = new Int32Array(width);
    for (let b = 0; b < bins; b++) {
      const curvature = 2 * this.#binCurvature(this.data.bins[start + b]!, this.expected[start + b]!);
      const row = b * width;
      for (let k = 0; k < width; k++) {
        const i = columns[k]!.first + columns[k]!.perBin * b;
        indices[k] = i;
        const slope = slopes[row + k]!;
        if (slope === 0) continue;
        gradient[i]! += 2 * weights[b]! * slope;
        const scaled = curvature * slope;
        for (let l = 0; l <= k; l++) {
          const j = indices[l]!;
          hessian[i >= j ? i * count + j : j * count + i]! += scaled * slopes[row + l]!;
        }
      }
    }
  }
}

/** Adds the derivatives of a sample's yields by the columns of its channel: row b, column k. */
function addSlopes(channel: ModelChannel, at: EvaluatedSample, x: ArrayLike<number>, slopes: Float64Array): void {
  const { bins } = channel;
  const width = channel.columns.length;
  const { sample, sum, binProduct, product } = at;
  for (const [k, { column }] of sample.factors.entries()) {
    const by = at.productBy(k);
    for (let b = 0; b < bins; b++) slopes[b * width + column]! += by * sum[b]! * binProduct[b]!;
  }
  for (const [m, { column }] of sample.shapes.entries())
    for (let b = 0; b < bins; b++) slopes[b * width + column]! += product * at.sumBy(m, b) * binProduct[b]!;
  for (const column of sample.perBin)
    for (let b = 0; b < bins; b++)
      slopes[b * width + column]! += product * sum[b]! * at.binProductWithout(x, b, column);
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
