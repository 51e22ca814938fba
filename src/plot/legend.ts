import { rangeText } from "./axis-scale.ts";
import { groupedNumber, valueAndError, valueAndErrors } from "./numbers.ts";
import type { PlotGroup, PlotModel, Total, Yield } from "./plot-model.ts";

/** A line of the legend. */
export interface LegendRow {
  /** Name of the group; undefined for the total, which cannot be switched off. */
  readonly group: string | undefined;
  readonly label: string;
  readonly incomplete: boolean;
  /** Events within the axis. */
  readonly inRange: Yield;
  /** The same as text: `161.1 ± 3.2`, data as a count. */
  readonly yield: string;
  readonly symbol: "point" | "fill" | "hatch";
  readonly color: string;
  readonly visible: boolean;
}

/** Stands after what is not whole, where nothing more will come. */
export const incompleteMark = " †";

/**
 * From top to bottom as it stands on the plot: data, the stack from its top, the total of what is visible of it.
 *
 * @param marked groups of which something is missing carry a mark; while an analysis runs that says nothing
 */
export function legendRows(model: PlotModel, marked: boolean): LegendRow[] {
  const mark = (incomplete: boolean) => (marked && incomplete ? incompleteMark : "");
  const rowOf = ({ name, label, incomplete, inRange, color, visible, kind }: PlotGroup): LegendRow => ({
    group: name,
    label: label + mark(incomplete),
    incomplete,
    inRange,
    yield: kind === "data" ? groupedNumber(inRange.sumw) : valueAndError(inRange.sumw, inRange.error),
    symbol: kind === "data" ? "point" : "fill",
    color,
    visible,
  });
  const data = model.groups.filter(({ kind }) => kind === "data").map(rowOf);
  const stack = model.groups.filter(({ kind }) => kind !== "data").map(rowOf);
  if (model.total === undefined) return [...data, ...stack.reverse()];
  const { inRange } = model.total;
  const incomplete = model.stack.some(({ group }) => group.incomplete);
  const total: LegendRow = {
    group: undefined,
    label: `Total, ${uncertaintyOf(model.total)}${mark(incomplete)}`,
    incomplete,
    inRange,
    yield: valueAndError(inRange.sumw, inRange.error),
    symbol: "hatch",
    color: "",
    visible: true,
  };
  return [...data, ...stack.reverse(), total];
}

/** What the band around the total is. */
export function uncertaintyOf({ isVaried }: Total): string {
  return isVaried ? "stat. ⊕ syst. uncertainty" : "stat. uncertainty";
}

/** What one bin holds, name and number: the visible groups, and the total of the visible simulation. */
export interface BinContent {
  readonly label: string;
  /** `24.0 ± 4.9`, of a count `24 +6.0 −4.9` */
  readonly text: string;
  readonly color: string | undefined;
}

export function binRangeText({ edges, axis }: PlotModel, bin: number): string {
  return rangeText(axis, edges[bin]!, edges[bin + 1]!);
}

/** From top to bottom as in the legend: data, the stack from its top, the total. */
export function binContents(model: PlotModel, bin: number): BinContent[] {
  const groups = [...model.data, ...model.stack.map(({ group }) => group).reverse()];
  const rows = groups.map(({ label, color, values, down, up }) => ({
    label,
    text: valueAndErrors(values[bin]!, down[bin]!, up[bin]!),
    color,
  }));
  if (model.total === undefined) return rows;
  const total = valueAndErrors(model.total.values[bin]!, model.total.down[bin]!, model.total.up[bin]!);
  return [...rows, { label: "Total simulation", text: total, color: undefined }];
}

/** The same as one sentence, for screen readers. */
export function describeBin(model: PlotModel, bin: number): string {
  const parts = binContents(model, bin).map(({ label, text }) => `${label} ${text}`);
  return `${binRangeText(model, bin)}: ${parts.join(", ")}`;
}
