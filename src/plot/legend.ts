import { rangeText } from "./axis-scale.ts";
import { isBlinded } from "./blinded.ts";
import { groupedNumber, valueAndError, valueAndErrors } from "./numbers.ts";
import { addYields, type PlotGroup, type PlotModel, type Total, type Yield } from "./plot-model.ts";
import { readableLabel } from "./readable-label.ts";

/** A line of the legend. */
export interface LegendRow {
  /** Name of the group; undefined for the total and for lines, which cannot be switched off. */
  readonly group: string | undefined;
  readonly label: string;
  readonly incomplete: boolean;
  /** Events within the axis; undefined of a line. */
  readonly inRange: Yield | undefined;
  /** The same as text: `161.1 ± 3.2`, data as a count; of a line what it says of itself. */
  readonly yield: string;
  readonly symbol: "point" | "fill" | "hatch" | "cross" | "line" | "dashed";
  readonly color: string;
  readonly visible: boolean;
}

/** Stands after what is not whole, where nothing more will come. */
export const incompleteMark = " †";

/**
 * From top to bottom as it stands on the plot: data, the stack from its top, the total of what is visible of it; where there are
 * variations, then the statistical part of its uncertainty; the lines.
 *
 * @param marked groups of which something is missing carry a mark; while an analysis runs that says nothing
 */
export function legendRows(model: PlotModel, marked: boolean): LegendRow[] {
  const mark = (incomplete: boolean) => (marked && incomplete ? incompleteMark : "");
  const rowOf = ({ name, label, incomplete, inRange, color, visible, kind }: PlotGroup): LegendRow => ({
    group: name,
    label: `${label}${kind === "data" && model.blind.length > 0 ? " (blinded)" : ""}${mark(incomplete)}`,
    incomplete,
    inRange,
    yield: kind === "data" ? groupedNumber(inRange.sumw) : valueAndError(inRange.sumw, inRange.error),
    symbol: kind === "data" ? "point" : "fill",
    color,
    visible,
  });
  const data = model.groups.filter(({ kind }) => kind === "data").map(rowOf);
  const stack = model.groups.filter(({ kind }) => kind !== "data").map(rowOf);
  const lines = (model.lines ?? []).map((line): LegendRow => ({
    ...{ group: undefined, label: line.label, incomplete: false, inRange: undefined, yield: line.note, visible: true },
    ...{ symbol: line.dashed ? "dashed" : "line", color: line.color },
  }));
  if (model.total === undefined) return [...data, ...stack.reverse(), ...lines];
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
  if (!model.total.isVaried) return [...data, ...stack.reverse(), total, ...lines];
  const ofEvents = addYields(model.stack.map(({ group }) => group.inRange));
  const statistical: LegendRow = {
    ...total,
    label: "of it stat. uncertainty",
    inRange: ofEvents,
    yield: valueAndError(ofEvents.sumw, ofEvents.error),
    symbol: "cross",
  };
  return [...data, ...stack.reverse(), total, statistical, ...lines];
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

/** From top to bottom as in the legend: data, the stack from its top, the total, the lines. */
export function binContents(model: PlotModel, bin: number): BinContent[] {
  const groups = [...model.data, ...model.stack.map(({ group }) => group).reverse()];
  const rows = groups.map(({ kind, label, color, values, down, up }) => ({
    label,
    text: kind === "data" && isBlinded(model, bin) ? "blinded" : valueAndErrors(values[bin]!, down[bin]!, up[bin]!),
    color,
  }));
  const lines = (model.lines ?? []).map(({ label, values, errors, color }) => ({
    ...{ label, text: errors ? valueAndError(values[bin]!, errors[bin]!) : groupedNumber(values[bin]!), color },
  }));
  if (model.total === undefined) return [...rows, ...lines];
  const total = valueAndErrors(model.total.values[bin]!, model.total.down[bin]!, model.total.up[bin]!);
  return [...rows, { label: "Total simulation", text: total, color: undefined }, ...lines];
}

/** The same as one sentence that can be read aloud. @param more what a panel below says of it */
export function describeBin(model: PlotModel, bin: number, more: readonly BinContent[] = []): string {
  const parts = [...binContents(model, bin), ...more].map(({ label, text }) => `${label} ${text}`);
  return readableLabel(`${binRangeText(model, bin)}: ${parts.join(", ")}`);
}
