import type { Histogram } from "../histogram/histogram.ts";
import { meansOf, meanVariances } from "../histogram/profile.ts";

/** What is drawn of each bin of a histogram of one axis, and its squared error: Σw and Σw², of a profile the mean. */
export function drawnContents(
  histogram: Histogram,
  rebin: number,
): { readonly values: Float64Array; readonly variances: Float64Array } {
  const { profile } = histogram;
  const sumw = addUp(histogram.values(), rebin);
  const sumw2 = addUp(histogram.variances(), rebin);
  if (profile === undefined) return { values: sumw, variances: sumw2 };
  const { underflow, bins } = histogram.axes[0]!;
  const inner = (cells: Float64Array) => addUp(cells.subarray(underflow, underflow + bins), rebin);
  const sums = { sumw, sumw2, sumwy: inner(profile.sumwy), sumwy2: inner(profile.sumwy2) };
  return { values: meansOf(sums), variances: meanVariances(sums) };
}

function addUp(bins: Float64Array, factor: number): Float64Array {
  if (factor === 1) return bins;
  const sums = new Float64Array(Math.ceil(bins.length / factor));
  for (const [i, value] of bins.entries()) sums[Math.floor(i / factor)]! += value;
  return sums;
}
