import type { AxisSpec } from "../analysis/spec.ts";
import { numericAxisOf } from "../histogram/axes.ts";
import type { Histogram } from "../histogram/histogram.ts";
import type { AnalysisView, GroupView } from "../protocol/documents/analysis-view.ts";
import { incompleteNames } from "./incomplete.ts";

/** One group as it is drawn: Σw and √Σw² per drawn bin. */
export interface PlotSeries {
  readonly label: string;
  /** Something of it is missing. */
  readonly incomplete: boolean;
  readonly color: string;
  readonly values: readonly number[];
  readonly errors: readonly number[];
  /** Sum over the bins of the histogram, without flow. */
  readonly total: number;
  readonly totalError: number;
}

/** A histogram made ready for drawing: at most so many bins as fit, data apart from the stack. */
export interface PlotModel {
  /** Edges of the drawn bins. */
  readonly edges: readonly number[];
  /** How many bins of the histogram one drawn bin holds; 1 if nothing was added up. */
  readonly rebin: number;
  /** The last drawn bin holds fewer. */
  readonly unevenEnd: boolean;
  readonly axis: { readonly label: string; readonly unit: string; readonly kind: "regular" | "variable" };
  /** Data groups, drawn as points. */
  readonly data: readonly PlotSeries[];
  /** Simulation, bottom first. */
  readonly stack: readonly PlotSeries[];
}

/** @param maxBins how many bins fit on the drawing, at least 1 */
export function toPlotModel(view: AnalysisView, histogram: string, maxBins: number): PlotModel | undefined {
  const filled = view.groups.flatMap((group) => {
    const found = group.histograms.get(histogram);
    return found === undefined ? [] : [{ group, histogram: found }];
  });
  if (filled[0] === undefined) return undefined;
  const axis = numericAxisOf(filled[0].histogram);
  const rebin = rebinFactor(axis.bins, maxBins);
  const edges = Array.from(axis.edges).filter((_, i) => i % rebin === 0 || i === axis.bins);
  const incomplete = incompleteNames(view).groups;
  const seriesOf = (kind: "data" | "simulation") =>
    filled
      .filter(({ group }) => (group.kind === "data") === (kind === "data"))
      .map(({ group, histogram: found }) => toSeries(group, found, rebin, incomplete.has(group.name)));
  return {
    edges,
    rebin,
    unevenEnd: axis.bins % rebin !== 0,
    axis: { label: axis.label, unit: axis.unit, kind: axis.kind satisfies AxisSpec["type"] },
    data: seriesOf("data"),
    stack: seriesOf("simulation"),
  };
}

/** The smallest factor that makes the bins fit; a slightly larger one if that divides them evenly. */
function rebinFactor(bins: number, maxBins: number): number {
  const least = Math.ceil(bins / Math.max(1, maxBins));
  for (let factor = least; factor < 2 * least; factor++) if (bins % factor === 0) return factor;
  return least;
}

function toSeries(group: GroupView, histogram: Histogram, rebin: number, incomplete: boolean): PlotSeries {
  const integral = histogram.integral();
  const values = addUp(histogram.values(), rebin);
  const errors = addUp(histogram.variances(), rebin).map(Math.sqrt);
  return {
    label: group.label,
    incomplete,
    color: group.color,
    values,
    errors,
    total: integral.sumw,
    totalError: integral.error,
  };
}

function addUp(bins: Float64Array, factor: number): number[] {
  const sums = Array.from({ length: Math.ceil(bins.length / factor) }, () => 0);
  for (const [i, value] of bins.entries()) sums[Math.floor(i / factor)]! += value;
  return sums;
}
