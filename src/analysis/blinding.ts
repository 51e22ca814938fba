import type { HistogramName } from "../histogram/histogram.ts";
import type { AnalysisSpec } from "./spec.ts";

/** A part of an axis whose data nobody should see yet, in the unit of the axis. */
export interface BlindRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The ranges of `model.blind` that hold for a histogram: those of its own key, and as all events hold those of each region, those of `m4l` for
 * `m4l@4e` and the other way round. Regions say nothing of each other.
 */
export function blindRangesOf(
  { model }: Pick<AnalysisSpec, "model">,
  { name, region }: Pick<HistogramName, "name" | "region">,
): BlindRange[] {
  const own = `${name}@${region ?? ""}`;
  return Object.entries(model?.blind ?? {})
    .filter(([key]) => key === name || (region === undefined ? key.startsWith(own) : key === own))
    .map(([, [from, to]]) => ({ from: from!, to: to! }));
}

/** Whether a range reaches into [lower, upper), be it by a part of it. */
export function reachesInto({ from, to }: BlindRange, lower: number, upper: number): boolean {
  return lower < to && upper > from;
}
