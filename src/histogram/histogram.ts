import { binCells, shapeOf, type Shape } from "./axes.ts";
import type { Axis } from "./axis.ts";
import { IncompatibleAxisError } from "./errors.ts";
import { totalOf } from "./exact-sum.ts";
import type { ProfileSums } from "./profile.ts";

/** Sum over several bins. */
export interface Integral {
  readonly entries: number;
  readonly sumw: number;
  /** √Σw², the statistical error of `sumw`. */
  readonly error: number;
}

/** What a histogram is called. */
export interface HistogramName {
  readonly name: string;
  /** Of which selection after the common cuts it is; absent: all events that pass those. */
  readonly region?: string | undefined;
  /** Which variation of the inputs it shows, such as `lepton_scale_up`; absent: the nominal ones. */
  readonly variation?: string | undefined;
}

export interface HistogramParts extends HistogramName {
  readonly title: string;
  /** One or several. */
  readonly axes: readonly Axis[];
  /** A number for each cell, flow included, in the order that `Shape` says; with one axis of numbers [underflow, bins…, overflow]. */
  readonly entries: Float64Array;
  readonly sumw: Float64Array;
  readonly sumw2: Float64Array;
  /** Of a profile: what the means of y are made of. */
  readonly profile?: ProfileSums | undefined;
}

/**
 * A weighted histogram, as a view: it copies nothing and must not be written to.
 *
 * `entries`, `sumw` and `sumw2` hold flow bins; the methods give the bins without flow, in the same order.
 */
export interface Histogram extends HistogramParts {
  readonly shape: Shape;
  /** Σw of each bin. */
  values(): Float64Array;
  /** Σw² of each bin, the variance of `values()`. */
  variances(): Float64Array;
  /** Unweighted number of entries of each bin. */
  counts(): Float64Array;
  /** √Σw² of each bin, new array. */
  errors(): Float64Array;
  /** What lies below the first axis, whatever it is along the others; nothing lies below categories. */
  readonly underflow: Integral;
  /** What lies above the first axis, or in none of its categories. */
  readonly overflow: Integral;
  /** Sum over the bins, correctly rounded; with `flow` over all cells. */
  integral(options?: { readonly flow?: boolean }): Integral;
}

/** Tells the histograms of one result apart: `m4l`, `m4l@control`, `m4l:scale_up`, `m4l@control:scale_up`. */
export function histogramKey({ name, region, variation }: HistogramName): string {
  return `${name}${region === undefined ? "" : `@${region}`}${variation === undefined ? "" : `:${variation}`}`;
}

/** What it is called for people: its title, or else its name; and the region. */
export function titleWithRegion({ name, title, region }: HistogramName & { readonly title: string }): string {
  const what = title === "" ? name : title;
  return region === undefined ? what : `${what}, ${region}`;
}

/** Only the names: a histogram's `region` and `variation` stay absent where it has none. */
export function nameOf({ name, region, variation }: HistogramName): {
  name: string;
  region?: string;
  variation?: string;
} {
  return { name, ...(region === undefined ? {} : { region }), ...(variation === undefined ? {} : { variation }) };
}

/** @throws {IncompatibleAxisError} if an array does not have a number for each cell of the axes. */
export function createHistogram(parts: HistogramParts): Histogram {
  const shape = shapeOf(parts.axes);
  for (const key of ["entries", "sumw", "sumw2"] as const)
    if (parts[key].length !== shape.size)
      throw new IncompatibleAxisError(
        `Histogram ${parts.name} has ${parts[key].length} numbers in ${key}, but bins and flow bins make ${shape.extent.join(" × ")}`,
      );
  for (const key of ["sumwy", "sumwy2"] as const)
    if (parts.profile !== undefined && parts.profile[key].length !== shape.size)
      throw new IncompatibleAxisError(
        `The profile ${parts.name} has ${parts.profile[key].length} numbers in ${key}, but bins and flow bins make ${shape.size}`,
      );
  return new HistogramView(parts, shape);
}

class HistogramView implements Histogram {
  readonly name: string;
  declare readonly region?: string;
  declare readonly variation?: string;
  readonly title: string;
  readonly axes: readonly Axis[];
  readonly shape: Shape;
  readonly entries: Float64Array;
  readonly sumw: Float64Array;
  readonly sumw2: Float64Array;
  declare readonly profile?: ProfileSums;

  constructor(parts: HistogramParts, shape: Shape) {
    this.name = parts.name;
    if (parts.region !== undefined) this.region = parts.region;
    if (parts.variation !== undefined) this.variation = parts.variation;
    this.title = parts.title;
    this.axes = parts.axes;
    this.shape = shape;
    this.entries = parts.entries;
    this.sumw = parts.sumw;
    this.sumw2 = parts.sumw2;
    if (parts.profile !== undefined) this.profile = parts.profile;
  }

  values(): Float64Array {
    return this.#bins(this.sumw);
  }

  variances(): Float64Array {
    return this.#bins(this.sumw2);
  }

  counts(): Float64Array {
    return this.#bins(this.entries);
  }

  errors(): Float64Array {
    return this.variances().map(Math.sqrt);
  }

  get underflow(): Integral {
    return this.#sum((cells) => cells.subarray(0, this.axes[0]!.underflow * this.shape.strides[0]!));
  }

  get overflow(): Integral {
    return this.#sum((cells) => cells.subarray(this.shape.size - this.shape.strides[0]!));
  }

  integral(options: { readonly flow?: boolean } = {}): Integral {
    return this.#sum((cells) => (options.flow === true ? cells : this.#bins(cells)));
  }

  #bins(cells: Float64Array): Float64Array {
    const [axis] = this.axes;
    if (this.axes.length === 1) return cells.subarray(axis!.underflow, axis!.underflow + axis!.bins);
    return Float64Array.from(binCells(this.axes), (cell) => cells[cell]!);
  }

  #sum(part: (cells: Float64Array) => Float64Array): Integral {
    return {
      entries: totalOf(part(this.entries)),
      sumw: totalOf(part(this.sumw)),
      error: Math.sqrt(totalOf(part(this.sumw2))),
    };
  }
}
