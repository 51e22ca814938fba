import { totalOf } from "../histogram/exact-sum.ts";
import type { FitDocument } from "../protocol/documents/fit-document.ts";
import { type PlotGroup, type PlotModel, stackOf } from "./plot-model.ts";

export type FitStage = "before" | "after";

/**
 * A plot of a channel of a fit: the simulation as the model expects it before or after the fit, its uncertainty as the band, and the data that are
 * in the fit. Bins that are not in the fit are empty. The error of a group
 * of which the model has several samples is not known, and 0.
 *
 * @param model of the histogram that the channel is made of, with everything visible
 * @returns undefined if the fit has no such channel, or is one of other bins
 */
export function fittedPlot(
  model: PlotModel,
  { channels, fit }: FitDocument,
  key: string,
  stage: FitStage,
): PlotModel | undefined {
  const place = channels.find(({ name }) => name === key);
  const fitted = fit.channels?.find(({ name }) => name === key);
  const bins = place?.lower.map((lower) => model.edges.indexOf(lower));
  if (fitted === undefined || bins === undefined || bins.includes(-1) || model.rebin > 1) return undefined;
  const spread = (numbers: ArrayLike<number>): Float64Array => {
    const all = new Float64Array(model.bins);
    for (const [i, bin] of bins.entries()) all[bin] = numbers[i]!;
    return all;
  };
  const zeros = new Float64Array(model.bins);
  const groups = model.groups.map((group): PlotGroup => {
    if (group.kind === "data") return group;
    // Samples of the model are groups, or samples in them.
    const samples = fitted.samples.filter(({ name }) => name === group.name || name.startsWith(`${group.name}/`));
    const values = added(
      samples.map((sample) => spread(sample[stage])),
      model.bins,
    );
    const [only, ...others] = samples;
    const known = others.length === 0 ? only?.errors[stage] : undefined;
    const errors = spread(known?.bins ?? zeros);
    const inRange = { entries: 0, sumw: totalOf(values), error: known?.total ?? 0 };
    return { ...group, values, errors, down: errors, up: errors, inRange };
  });
  const values = spread(fitted[stage]);
  const errors = spread(fitted.errors[stage].bins);
  return {
    ...model,
    groups,
    stack: stackOf(groups.filter(({ kind }) => kind !== "data")),
    data: groups.filter(({ kind }) => kind === "data"),
    total: {
      values,
      errors,
      down: errors,
      up: errors,
      isVaried: false,
      inRange: { sumw: totalOf(values), error: fitted.errors[stage].total },
    },
  };
}

function added(all: readonly Float64Array[], bins: number): Float64Array {
  return Float64Array.from({ length: bins }, (_, bin) => all.reduce((sum, each) => sum + each[bin]!, 0));
}
