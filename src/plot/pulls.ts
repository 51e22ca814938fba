import { isBlinded } from "./blinded.ts";
import type { PlotGroup, PlotModel } from "./plot-model.ts";

/** How far data are from the expectation, in units of the uncertainty of both. */
export interface Pulls {
  /** Of each data group that is shown, a number for each drawn bin. */
  readonly data: readonly { readonly group: PlotGroup; readonly values: Float64Array }[];
  /** What is shown of it: −3 to 3 if all lie in it, else −5 to 5. */
  readonly range: { readonly lower: number; readonly upper: number };
}

/** What stands below the line of a pull, for those who read it. */
export const pullUncertainty = "error of the data and uncertainty of the expectation, added in squares";

/**
 * (data − expectation) / σ in each bin. σ adds in squares the error of the data and the uncertainty of the expectation (statistical, and
 * systematic where there are variations), each of the side towards the other: of data above the expectation their lower error and its upper
 * one.
 *
 * Edge: NaN where data have no error to that side (an empty bin with ±√N), as nothing says then how far they may be off. An empty bin with
 * the interval of a Poisson mean has one. NaN too where data are blinded: they are not known to be 0.
 *
 * @returns undefined if there are no data or no expectation to compare
 */
export function pullsOf(model: Pick<PlotModel, "data" | "total" | "blind" | "edges">): Pulls | undefined {
  const { data, total } = model;
  if (total === undefined || data.length === 0) return undefined;
  const pulls = data.map((group) => ({
    group,
    values: group.values.map((value, bin) => {
      const distance = value - total.values[bin]!;
      const isAbove = distance > 0;
      const ofData = (isAbove ? group.down : group.up)[bin]!;
      const ofExpectation = (isAbove ? total.up : total.down)[bin]!;
      return ofData > 0 && !isBlinded(model, bin) ? distance / Math.hypot(ofData, ofExpectation) : NaN;
    }),
  }));
  const isNear = pulls.every(({ values }) => values.every((value) => Number.isNaN(value) || Math.abs(value) <= 3));
  return { data: pulls, range: isNear ? { lower: -3, upper: 3 } : { lower: -5, upper: 5 } };
}
