import { bendAt, normsysAt } from "./interpolation.ts";
import type { Model, ModelChannel, ModelSample } from "./model.ts";

const out = new Float64Array(3);

/**
 * A sample at a point, with what its derivatives are made of. Yields are `product · sum · binProduct`. Factors may be 0 (a signal at its
 * bound), so products without some of their factors are not quotients of the whole one.
 */
export class EvaluatedSample {
  readonly sample: ModelSample;
  /** Nominal and what shapes add, of each bin. */
  readonly sum: Float64Array;
  /** Product of the factors of single bins. */
  readonly binProduct: Float64Array;
  /** The sum times that product: the yields, but for the factors of all bins. */
  readonly base: Float64Array;
  /** Product of the factors of all bins. */
  product = 1;
  /** Of each shape three numbers, see {@link bendAt}. */
  readonly bends: Float64Array;
  readonly #model: Model;
  readonly #channel: ModelChannel;
  readonly #factors: Float64Array;
  /** Product of the factors that are not 0, and how many are. */
  #nonzero = 1;
  #zeros = 0;

  constructor(model: Model, channel: ModelChannel, sample: ModelSample) {
    this.#model = model;
    this.#channel = channel;
    this.sample = sample;
    this.sum = new Float64Array(channel.bins);
    this.binProduct = new Float64Array(channel.bins).fill(1);
    this.base = new Float64Array(channel.bins);
    this.bends = new Float64Array(3 * sample.shapes.length);
    this.#factors = new Float64Array(3 * sample.factors.length);
  }

  /** @param x values of all parameters of the model */
  evaluate(x: ArrayLike<number>): void {
    const { sample, sum, base, binProduct, bends } = this;
    const { columns } = this.#channel;
    const { shapes, perBin } = sample;
    this.#multiply(x);
    sum.set(sample.nominal);
    for (let m = 0; m < shapes.length; m++) {
      const { column, mean, eighth } = shapes[m]!;
      const alpha = x[columns[column]!.first]!;
      bendAt(alpha, this.#model.histosysCode, out);
      bends.set(out, 3 * m);
      addShape(sum, alpha, mean, out[0]!, eighth);
    }
    if (perBin.length === 0) {
      base.set(sum);
      return;
    }
    binProduct.fill(1);
    for (let u = 0; u < perBin.length; u++) {
      const { first } = columns[perBin[u]!]!;
      for (let b = 0; b < binProduct.length; b++) binProduct[b]! *= x[first + b]!;
    }
    for (let b = 0; b < base.length; b++) base[b] = sum[b]! * binProduct[b]!;
  }

  /** The factors of all bins. */
  #multiply(x: ArrayLike<number>): void {
    const { factors } = this.sample;
    const { columns } = this.#channel;
    this.#nonzero = 1;
    this.#zeros = 0;
    for (let k = 0; k < factors.length; k++) {
      const { column, curve } = factors[k]!;
      const value = x[columns[column]!.first]!;
      if (curve === undefined) {
        out[0] = value;
        out[1] = 1;
        out[2] = 0;
      } else normsysAt(curve, value, this.#model.normsysCode, out);
      this.#factors.set(out, 3 * k);
      if (out[0] === 0) this.#zeros++;
      else this.#nonzero *= out[0]!;
    }
    this.product = this.#zeros > 0 ? 0 : this.#nonzero;
  }

  /** Derivative of the product by the parameter of factor k. */
  productBy(k: number): number {
    return this.#factors[3 * k + 1]! * this.#without(k, k);
  }

  /** Second derivative of the product by those of factors k and l. */
  productByBoth(k: number, l: number): number {
    const factors = this.#factors;
    if (k === l) return factors[3 * k + 2]! * this.#without(k, k);
    return factors[3 * k + 1]! * factors[3 * l + 1]! * this.#without(k, l);
  }

  /** Derivative of the sum in bin b by the parameter of shape m. */
  sumBy(m: number, b: number): number {
    const { mean, eighth } = this.sample.shapes[m]!;
    return mean[b]! + this.bends[3 * m + 1]! * eighth[b]!;
  }

  /** Product of the factors of bin b without the one in column `column`, nor the one in `other`. */
  binProductWithout(x: ArrayLike<number>, b: number, column: number, other = column): number {
    const { perBin } = this.sample;
    let product = 1;
    for (let u = 0; u < perBin.length; u++) {
      const each = perBin[u]!;
      if (each !== column && each !== other) product *= x[this.#channel.columns[each]!.first + b]!;
    }
    return product;
  }

  #without(k: number, l: number): number {
    const one = this.#factors[3 * k]!;
    const two = k === l ? 1 : this.#factors[3 * l]!;
    const zeros = this.#zeros - Number(one === 0) - Number(two === 0);
    return zeros > 0 ? 0 : this.#nonzero / (one || 1) / (two || 1);
  }
}

function addShape(sum: Float64Array, alpha: number, mean: Float64Array, bend: number, eighth: Float64Array): void {
  for (let b = 0; b < sum.length; b++) sum[b]! += alpha * mean[b]! + bend * eighth[b]!;
}
