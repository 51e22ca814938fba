import { totalOf } from "../histogram/exact-sum.ts";
import { asimovSignificance } from "../physics/significance.ts";
import { type BinRange, binsOfWindow } from "./bin-range.ts";
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

/** Two numbers of an axis. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Where a Higgs boson of 125 GeV shows, GeV. @see ATLAS, Eur. Phys. J. C 80 (2020) 957 */
const higgsWindow = { from: 115, to: 130 };

/**
 * The window of the Higgs boson for a histogram whose specification says none: only for the mass of four leptons, an axis in GeV labelled
 * `m4ℓ` or `m4l` (one without a label: a histogram of that name), if it reaches over it, and its bins are not much wider than it is.
 */
export function defaultWindow({
  name,
  edges,
  axis: { label, unit },
}: Pick<PlotModel, "name" | "edges"> & { readonly axis: { readonly label: string; readonly unit: string } }):
  Window | undefined {
  const { from, to } = higgsWindow;
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  if (!/^m4[lℓ]$/.test(label === "" ? name : label) || unit !== "GeV" || first > from || last < to) return undefined;
  const bins = binsOfWindow(edges, from, to);
  return bins !== undefined && edges[bins.stop]! - edges[bins.start]! <= 2 * (to - from) ? higgsWindow : undefined;
}

/** A window as it is typed. */
export interface WindowText {
  readonly from: string;
  readonly to: string;
}

/** What typed numbers mean: bins, or what is wrong with which field; neither where nothing is typed. */
export interface ReadWindow {
  readonly bins?: BinRange;
  readonly problem?: { readonly field: keyof WindowText; readonly message: string };
}

/** @param edges of the bins; the nearest ones are taken */
export function readWindow(edges: readonly number[], text: WindowText): ReadWindow {
  if (`${text.from}${text.to}`.trim() === "") return {};
  for (const field of ["from", "to"] as const)
    if (!/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text[field]))
      return { problem: { field, message: `expected a number such as 115.5, found "${text[field]}"` } };
  const [from, to] = [Number(text.from), Number(text.to)];
  if (!(to > from)) return { problem: { field: "to", message: `expected a number above ${text.from.trim()}` } };
  const bins = binsOfWindow(edges, from, to);
  return bins === undefined ? { problem: { field: "to", message: "no edge of a bin lies between" } } : { bins };
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
