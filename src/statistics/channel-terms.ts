import { EvaluatedSample } from "./evaluated-sample.ts";
import type { Model, ModelChannel } from "./model.ts";

/**
 * What a channel adds to the derivatives of a likelihood. Most of the time of a fit is spent here, and most of it in a process that has never
 * fitted before: so the inner loops are plain, go along the bins, and stand in functions of their own.
 */
export class ChannelTerms {
  readonly channel: ModelChannel;
  /** First and second derivatives of −2 ln L by what each bin expects, set before {@link addDerivatives}. */
  readonly weights: Float64Array;
  readonly curvatures: Float64Array;
  readonly #samples: readonly EvaluatedSample[];
  /** How many parameters the model has. */
  readonly #count: number;
  /** Derivatives of what is expected, by each column: one array of bins after the other. */
  readonly #slopes: Float64Array;
  /** For one sample or column: of each bin. */
  readonly #scaled: Float64Array;
  readonly #weighted: Float64Array;

  constructor(model: Model, channel: ModelChannel) {
    const { bins, columns, samples } = channel;
    this.channel = channel;
    this.#count = model.parameters.length;
    this.weights = new Float64Array(bins);
    this.curvatures = new Float64Array(bins);
    this.#samples = samples.map((sample) => new EvaluatedSample(model, channel, sample));
    this.#slopes = new Float64Array(bins * columns.length);
    this.#scaled = new Float64Array(bins);
    this.#weighted = new Float64Array(bins);
  }

  /** Adds what the samples expect, and keeps them evaluated. @param x values of all parameters @param expected of all channels */
  expect(x: ArrayLike<number>, expected: Float64Array): void {
    const { start } = this.channel;
    for (const each of this.#samples) {
      each.evaluate(x);
      addScaled(expected, start, each.product, each.base);
    }
  }

  /** Adds to the gradient, and to the matrix on and below the diagonal. @param x where {@link expect} was last */
  addDerivatives(x: ArrayLike<number>, gradient: Float64Array, hessian: Float64Array): void {
    this.#slopes.fill(0);
    for (const each of this.#samples) {
      this.#addFactors(each, hessian);
      this.#addShapes(each, hessian);
      if (each.sample.perBin.length > 0) this.#addBins(each, x, hessian);
    }
    this.#addProducts(gradient, hessian);
  }

  #addFactors(at: EvaluatedSample, hessian: Float64Array): void {
    const { columns, bins } = this.channel;
    const { factors } = at.sample;
    const count = this.#count;
    const whole = dot(this.weights, 0, at.base);
    for (let k = 0; k < factors.length; k++) {
      const { column } = factors[k]!;
      const i = columns[column]!.first;
      addScaled(this.#slopes, column * bins, at.productBy(k), at.base);
      hessian[i * count + i]! += at.productByBoth(k, k) * whole;
      for (let l = 0; l < k; l++)
        addMixed(hessian, count, i, columns[factors[l]!.column]!.first, at.productByBoth(k, l) * whole);
    }
  }

  #addShapes(at: EvaluatedSample, hessian: Float64Array): void {
    const { columns, bins } = this.channel;
    const { shapes, factors } = at.sample;
    if (shapes.length === 0) return;
    const count = this.#count;
    const scaled = this.#scaled;
    const weighted = this.#weighted;
    const { product, binProduct, bends } = at;
    for (let b = 0; b < bins; b++) {
      scaled[b] = product * binProduct[b]!;
      weighted[b] = this.weights[b]! * binProduct[b]!;
    }
    for (let m = 0; m < shapes.length; m++) {
      const { column, mean, eighth } = shapes[m]!;
      const i = columns[column]!.first;
      const bend = bends[3 * m + 1]!;
      addShapeSlopes(this.#slopes, column * bins, scaled, mean, bend, eighth);
      const bent = dot(weighted, 0, eighth);
      hessian[i * count + i]! += product * bends[3 * m + 2]! * bent;
      if (factors.length === 0) continue;
      const first = dot(weighted, 0, mean) + bend * bent;
      for (let k = 0; k < factors.length; k++)
        addMixed(hessian, count, i, columns[factors[k]!.column]!.first, at.productBy(k) * first);
    }
  }

  /** Of the factors of single bins. */
  #addBins(at: EvaluatedSample, x: ArrayLike<number>, hessian: Float64Array): void {
    const { columns, bins } = this.channel;
    const { sample, sum, product } = at;
    const { factors, shapes, perBin } = sample;
    const count = this.#count;
    const slopes = this.#slopes;
    for (let u = 0; u < perBin.length; u++) {
      const column = perBin[u]!;
      for (let b = 0; b < bins; b++) {
        const i = columns[column]!.first + b;
        const without = at.binProductWithout(x, b, column);
        slopes[column * bins + b]! += product * sum[b]! * without;
        const weight = this.weights[b]!;
        const others = weight * without;
        for (let k = 0; k < factors.length; k++)
          addMixed(hessian, count, i, columns[factors[k]!.column]!.first, others * sum[b]! * at.productBy(k));
        for (let m = 0; m < shapes.length; m++)
          addMixed(hessian, count, i, columns[shapes[m]!.column]!.first, others * product * at.sumBy(m, b));
        for (let v = 0; v < u; v++) {
          const other = perBin[v]!;
          const both = weight * product * sum[b]! * at.binProductWithout(x, b, column, other);
          addMixed(hessian, count, i, columns[other]!.first + b, both);
        }
      }
    }
  }

  /** What the first derivatives of the expectation add: the gradient, and their products in the matrix. */
  #addProducts(gradient: Float64Array, hessian: Float64Array): void {
    const { columns, bins } = this.channel;
    const { weights, curvatures } = this;
    const slopes = this.#slopes;
    const scaled = this.#scaled;
    const count = this.#count;
    for (let k = 0; k < columns.length; k++) {
      const { first, perBin } = columns[k]!;
      const own = k * bins;
      // The curvature of a bin may be beyond what float64 holds.
      for (let b = 0; b < bins; b++) scaled[b] = slopes[own + b] === 0 ? 0 : curvatures[b]! * slopes[own + b]!;
      if (perBin === 0) gradient[first]! += dot(slopes, own, weights);
      else for (let b = 0; b < bins; b++) gradient[first + b]! += weights[b]! * slopes[own + b]!;
      for (let l = 0; l <= k; l++) {
        const other = columns[l]!;
        const from = l * bins;
        if (perBin === 0 && other.perBin === 0) {
          const at = first >= other.first ? first * count + other.first : other.first * count + first;
          hessian[at]! += dot(slopes, from, scaled);
        } else
          for (let b = 0; b < bins; b++) {
            const i = first + perBin * b;
            const j = other.first + other.perBin * b;
            hessian[i >= j ? i * count + j : j * count + i]! += scaled[b]! * slopes[from + b]!;
          }
      }
    }
  }
}

/** Adds to both halves of the matrix, of which one is kept; a mixed derivative of one parameter counts twice. */
function addMixed(hessian: Float64Array, count: number, i: number, j: number, value: number): void {
  const at = i >= j ? i * count + j : j * count + i;
  hessian[at]! += i === j ? 2 * value : value;
}

function addScaled(sums: Float64Array, start: number, factor: number, values: Float64Array): void {
  for (let b = 0; b < values.length; b++) sums[start + b]! += factor * values[b]!;
}

function addShapeSlopes(
  slopes: Float64Array,
  start: number,
  scaled: Float64Array,
  mean: Float64Array,
  bend: number,
  eighth: Float64Array,
): void {
  for (let b = 0; b < scaled.length; b++) slopes[start + b]! += scaled[b]! * (mean[b]! + bend * eighth[b]!);
}

/** Sum of the products with the numbers of `all` from `start` on. */
function dot(all: Float64Array, start: number, values: Float64Array): number {
  let sum = 0;
  for (let b = 0; b < values.length; b++) sum += all[start + b]! * values[b]!;
  return sum;
}
