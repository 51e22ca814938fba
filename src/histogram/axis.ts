import type { Where } from "../errors/app-error.ts";
import { InvalidAxisError } from "./errors.ts";

/** More bins than a plot can show are a slip of the pen, and memory for nothing. */
export const maxBins = 10_000;

/**
 * One axis of a histogram. Along it the storage holds `extent` numbers: the bins in order, and the flow bins around them.
 */
export type Axis = NumericAxis | CategoryAxis;

interface AnyAxis {
  /** Flow bins not counted. */
  readonly bins: number;
  /** Bins and flow bins. */
  readonly extent: number;
  /** How many flow bins are in front of bin 0: bin i is stored at i + underflow. */
  readonly underflow: 0 | 1;
  readonly label: string;
  readonly unit: string;
}

/**
 * An axis of numbers. The edges alone decide which bin a value falls into; bin i (from 0) is [edges[i], edges[i+1]).
 *
 * Stored as [underflow, bin 0, …, bin bins-1, overflow].
 */
export interface NumericAxis extends AnyAxis {
  readonly kind: "regular" | "variable";
  /** bins + 1 numbers, finite and strictly ascending. Not to be written to. */
  readonly edges: Float64Array;
  /** `log`: it is drawn logarithmically, and all edges are above 0. Bins are what the edges say in any case. */
  readonly scale?: "log" | undefined;
  /** Where x is stored: 0 underflow, 1 … bins, bins + 1 overflow. NaN is overflow, as in ROOT and boost-histogram. */
  index(x: number): number;
}

/** Names, or whole numbers: all of one kind. */
export type Categories = readonly (string | number)[];

/**
 * An axis of names or whole numbers, a bin for each. It has an overflow bin for whatever is in no category and no underflow, as
 * boost-histogram's StrCategory and IntCategory without growth.
 *
 * Stored as [bin 0, …, bin bins-1, overflow].
 */
export interface CategoryAxis extends AnyAxis {
  readonly kind: "category";
  readonly categories: Categories;
  /** Where the category is stored; `bins`, the overflow, for one that the axis does not have. "1" is not 1. */
  index(category: string | number): number;
}

export interface RegularAxisOptions {
  readonly bins: number;
  readonly lower: number;
  readonly upper: number;
  readonly label?: string;
  readonly unit?: string;
}

export interface VariableAxisOptions {
  readonly edges: ArrayLike<number>;
  readonly scale?: "log" | undefined;
  readonly label?: string;
  readonly unit?: string;
}

export interface CategoryAxisOptions {
  readonly categories: Categories;
  readonly label?: string;
}

/**
 * Axis of equal bins: edges[i] = lower + i*(upper-lower)/bins, and edges[bins] = upper exactly.
 *
 * @throws {InvalidAxisError} unless bins is a whole number from 1 to 10,000, lower < upper, both finite, and so far apart
 *   that float64 can tell all the edges from each other.
 */
export function createRegularAxis(options: RegularAxisOptions, where: Where = {}): NumericAxis {
  const { bins, lower, upper, label = "", unit = "" } = options;
  checkBins(bins, where);
  if (!Number.isFinite(lower) || !Number.isFinite(upper) || !(lower < upper))
    throw new InvalidAxisError(`An axis needs finite borders with lower < upper, but got ${lower} and ${upper}`, where);
  const edges = new Float64Array(bins + 1);
  for (let i = 0; i < bins; i++) edges[i] = lower + (i * (upper - lower)) / bins + 0;
  edges[bins] = upper + 0;
  checkAscending(edges, where);
  const scale = bins / (upper - lower);
  if (!Number.isFinite(scale))
    throw new InvalidAxisError(`The bins between ${lower} and ${upper} are too narrow; use another unit`, where);

  function index(x: number): number {
    if (!(x < upper)) return bins + 1;
    if (x < lower) return 0;
    // Rounding may put the scaled value one bin off; the edges correct it, so that they alone decide.
    let i = Math.min(Math.floor((x - lower) * scale), bins - 1);
    while (x < edges[i]!) i--;
    while (x >= edges[i + 1]!) i++;
    return i + 1;
  }
  return { kind: "regular", bins, extent: bins + 2, underflow: 1, edges, label, unit, index };
}

/**
 * Axis of bins between the given edges.
 *
 * @throws {InvalidAxisError} unless there are 2 to 10,001 edges, finite and strictly ascending; on a logarithmic scale above 0.
 */
export function createVariableAxis(options: VariableAxisOptions, where: Where = {}): NumericAxis {
  const { label = "", unit = "", scale } = options;
  const bins = options.edges.length - 1;
  checkBins(bins, where);
  const edges = Float64Array.from(options.edges, (edge) => edge + 0);
  checkAscending(edges, where);
  if (scale === "log" && !(edges[0]! > 0))
    throw new InvalidAxisError(`The edges of a logarithmic axis are above 0, but edge 0 is ${edges[0]!}`, where);
  const upper = edges[bins]!;

  function index(x: number): number {
    if (!(x < upper)) return bins + 1;
    // Smallest number of edges that are above x: 0 means underflow.
    let low = 0;
    let high = bins;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (edges[middle]! <= x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  const words = { label, unit, ...(scale === undefined ? {} : { scale }) };
  return { kind: "variable", bins, extent: bins + 2, underflow: 1, edges, ...words, index };
}

/**
 * Axis of the given names or whole numbers.
 *
 * @throws {InvalidAxisError} unless there are 1 to 10,000 categories, all different.
 */
export function createCategoryAxis(options: CategoryAxisOptions, where: Where = {}): CategoryAxis {
  const categories = [...options.categories];
  const bins = categories.length;
  checkBins(bins, where);
  const positions = categoryPositions(categories);
  const twice = categories.find((category, i) => positions.get(category) !== i);
  if (twice !== undefined)
    throw new InvalidAxisError(`The categories of an axis differ, but ${JSON.stringify(twice)} is there twice`, where);
  const index = (category: string | number): number => positions.get(category) ?? bins;
  return {
    kind: "category",
    bins,
    extent: bins + 1,
    underflow: 0,
    categories,
    label: options.label ?? "",
    unit: "",
    index,
  };
}

export function areNames(categories: Categories): boolean {
  return typeof categories[0] === "string";
}

/** Which bin each category has. */
export function categoryPositions(categories: Categories): Map<string | number, number> {
  return new Map(categories.map((category, i) => [category, i]));
}

/** The middle of each bin. */
export function centersOf({ bins, edges }: NumericAxis): Float64Array {
  return Float64Array.from({ length: bins }, (_, i) => (edges[i]! + edges[i + 1]!) / 2);
}

/** @throws {InvalidAxisError} unless an axis may have so many. */
export function checkBins(bins: number, where: Where): void {
  if (!Number.isInteger(bins) || bins < 1 || bins > maxBins)
    throw new InvalidAxisError(`An axis has 1 to ${maxBins} bins, a whole number, but got ${bins}`, where);
}

function checkAscending(edges: Float64Array, where: Where): void {
  for (let i = 0; i < edges.length; i++) {
    const edge = edges[i]!;
    if (!Number.isFinite(edge))
      throw new InvalidAxisError(`The edges of an axis are finite, but edge ${i} is ${edge}`, where);
    if (i > 0 && !(edges[i - 1]! < edge))
      throw new InvalidAxisError(
        `The edges of an axis ascend, but edge ${i - 1} is ${edges[i - 1]!} and edge ${i} is ${edge}`,
        where,
      );
  }
}
