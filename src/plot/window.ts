import { type BinRange, binsOfWindow } from "./bin-range.ts";
import type { PlotModel } from "./plot-model.ts";

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
