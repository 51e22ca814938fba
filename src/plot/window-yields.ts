import { totalOf } from "../histogram/exact-sum.ts";
import { asimovSignificance } from "../physics/significance.ts";
import type { BinRange } from "./bin-range.ts";
import { isBlinded } from "./blinded.ts";
import { addYields, type PlotGroup, type PlotModel, type Yield } from "./plot-model.ts";

/** Events in some bins of a histogram. Every group counts, shown or not. */
export interface WindowYields {
  /** Edges of the bins that were added up. */
  readonly lower: number;
  readonly upper: number;
  /** Undefined where the analysis has no group of the kind. */
  readonly data: Yield | undefined;
  /** Data in the window, or some, are not shown; then `data` is undefined. */
  readonly blinded: boolean;
  readonly signal: Yield | undefined;
  readonly background: Yield | undefined;
  /**
   * Expected Z of the signal above the background, with the statistical uncertainty of its simulation (`asimovSignificance`). Undefined
   * unless both are there, all of both is in, and the background is above 0.
   */
  readonly significance: number | undefined;
  /** Why there is none, in a few words; undefined if there is one, or the analysis has no signal or no background. */
  readonly noSignificance: string | undefined;
}

export function windowYields(model: PlotModel, { start, stop }: BinRange): WindowYields {
  const of = (kind: PlotGroup["kind"]) =>
    sumOf(
      model.groups.filter((group) => group.kind === kind),
      start,
      stop,
    );
  const blinded = isBlinded(model, start, stop);
  const [data, signal, background] = [blinded ? undefined : of("data"), of("signal"), of("background")];
  const isWhole = model.groups.every(({ kind, incomplete }) => kind === "data" || !incomplete);
  const range = { lower: model.edges[start]!, upper: model.edges[stop]!, data, blinded, signal, background };
  if (signal === undefined || background === undefined)
    return { ...range, significance: undefined, noSignificance: undefined };
  const noSignificance = !isWhole
    ? "not all of it is in"
    : !(background.sumw > 0)
      ? "no background here"
      : !(signal.sumw > 0)
        ? "no signal here"
        : undefined;
  const significance =
    noSignificance === undefined ? asimovSignificance(signal.sumw, background.sumw, background.error) : undefined;
  return { ...range, significance, noSignificance };
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
