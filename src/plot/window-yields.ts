import { totalOf } from "../histogram/exact-sum.ts";
import { asimovSignificance } from "../physics/significance.ts";
import { type BinRange, binsOfWindow } from "./bin-range.ts";
import { addYields, type PlotGroup, type PlotModel, type Yield } from "./plot-model.ts";

/** Events in some bins of a histogram. Every group counts, shown or not. */
export interface WindowYields {
  /** Edges of the bins that were added up. */
  readonly lower: number;
  readonly upper: number;
  /** Undefined where the analysis has no group of the kind. */
  readonly data: Yield | undefined;
  readonly signal: Yield | undefined;
  readonly background: Yield | undefined;
  /**
   * Expected Z of the signal above the background, with the statistical uncertainty of its simulation (`asimovSignificance`). Undefined
   * unless both are there, all of both is in, and the background is above 0.
   */
  readonly significance: number | undefined;
}

export function windowYields(model: PlotModel, { start, stop }: BinRange): WindowYields {
  const of = (kind: PlotGroup["kind"]) =>
    sumOf(
      model.groups.filter((group) => group.kind === kind),
      start,
      stop,
    );
  const [data, signal, background] = [of("data"), of("signal"), of("background")];
  const isWhole = model.groups.every(({ kind, incomplete }) => kind === "data" || !incomplete);
  const significance =
    isWhole && signal !== undefined && background !== undefined
      ? asimovSignificance(signal.sumw, background.sumw, background.error)
      : undefined;
  return { lower: model.edges[start]!, upper: model.edges[stop]!, data, signal, background, significance };
}

/** Where a Higgs boson of 125 GeV shows, GeV. @see ATLAS, Eur. Phys. J. C 80 (2020) 957 */
const higgsWindow = { from: 115, to: 130 };

/** The window of the Higgs boson, if the axis is one of GeV that reaches over it, and its bins are not much wider than the window is. */
export function defaultWindow({
  edges,
  axis: { unit },
}: Pick<PlotModel, "edges"> & { readonly axis: { readonly unit: string } }):
  { readonly from: number; readonly to: number } | undefined {
  const { from, to } = higgsWindow;
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  if (unit !== "GeV" || first > from || last < to) return undefined;
  const bins = binsOfWindow(edges, from, to);
  return bins !== undefined && edges[bins.stop]! - edges[bins.start]! <= 2 * (to - from) ? higgsWindow : undefined;
}

function sumOf(groups: readonly PlotGroup[], start: number, stop: number): Yield | undefined {
  if (groups.length === 0) return undefined;
  return addYields(
    groups.map(({ histogram }) => ({
      sumw: totalOf(histogram.values().subarray(start, stop)),
      error: Math.sqrt(totalOf(histogram.variances().subarray(start, stop))),
    })),
  );
}
