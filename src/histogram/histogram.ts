import type { Axis } from "./axis.ts";
import { IncompatibleAxisError } from "./errors.ts";
import { exactSumOf } from "./exact-sum.ts";

/** Sum over several bins. */
export interface Integral {
  readonly entries: number;
  readonly sumw: number;
  /** √Σw², the statistical error of `sumw`. */
  readonly error: number;
}

export interface HistogramParts {
  readonly name: string;
  readonly title: string;
  readonly axis: Axis;
  /** Each axis.bins + 2 long: [underflow, bins…, overflow]. */
  readonly entries: Float64Array;
  readonly sumw: Float64Array;
  readonly sumw2: Float64Array;
}

/**
 * A weighted histogram of one axis, as a view: it copies nothing and must not be written to.
 *
 * `entries`, `sumw` and `sumw2` are axis.bins + 2 long, [underflow, bins…, overflow]; the methods give the bins without flow.
 */
export interface Histogram extends HistogramParts {
  /** Σw of each bin. */
  values(): Float64Array;
  /** Σw² of each bin, the variance of `values()`. */
  variances(): Float64Array;
  /** Unweighted number of entries of each bin. */
  counts(): Float64Array;
  /** √Σw² of each bin, new array. */
  errors(): Float64Array;
  /** (Σw)²/Σw² of each bin, new array: how many unweighted entries would have the same relative error; 0 in an empty bin. */
  effectiveEntries(): Float64Array;
  readonly underflow: Integral;
  readonly overflow: Integral;
  /** Sum over the bins, correctly rounded; with `flow` underflow and overflow as well. */
  integral(options?: { readonly flow?: boolean }): Integral;
}

/** @throws {IncompatibleAxisError} if an array is not axis.bins + 2 long. */
export function createHistogram(parts: HistogramParts): Histogram {
  const expected = parts.axis.bins + 2;
  for (const key of ["entries", "sumw", "sumw2"] as const)
    if (parts[key].length !== expected)
      throw new IncompatibleAxisError(
        `Histogram ${parts.name} has ${parts[key].length} numbers in ${key}, but ${parts.axis.bins} bins and two flow bins make ${expected}`,
      );
  return new HistogramView(parts);
}

class HistogramView implements Histogram {
  readonly name: string;
  readonly title: string;
  readonly axis: Axis;
  readonly entries: Float64Array;
  readonly sumw: Float64Array;
  readonly sumw2: Float64Array;

  constructor(parts: HistogramParts) {
    this.name = parts.name;
    this.title = parts.title;
    this.axis = parts.axis;
    this.entries = parts.entries;
    this.sumw = parts.sumw;
    this.sumw2 = parts.sumw2;
  }

  values(): Float64Array {
    return this.sumw.subarray(1, this.axis.bins + 1);
  }

  variances(): Float64Array {
    return this.sumw2.subarray(1, this.axis.bins + 1);
  }

  counts(): Float64Array {
    return this.entries.subarray(1, this.axis.bins + 1);
  }

  errors(): Float64Array {
    return this.variances().map(Math.sqrt);
  }

  effectiveEntries(): Float64Array {
    const variances = this.variances();
    return this.values().map((value, i) => (variances[i] === 0 ? 0 : (value * value) / variances[i]!));
  }

  get underflow(): Integral {
    return this.#sum(0, 1);
  }

  get overflow(): Integral {
    return this.#sum(this.axis.bins + 1, this.axis.bins + 2);
  }

  integral(options: { readonly flow?: boolean } = {}): Integral {
    return options.flow === true ? this.#sum(0, this.axis.bins + 2) : this.#sum(1, this.axis.bins + 1);
  }

  #sum(start: number, stop: number): Integral {
    return {
      entries: exactSumOf(this.entries.subarray(start, stop)),
      sumw: exactSumOf(this.sumw.subarray(start, stop)),
      error: Math.sqrt(exactSumOf(this.sumw2.subarray(start, stop))),
    };
  }
}
