import { plainNumber, valueAndError } from "./numbers.ts";
import type { PlotModel } from "./plot-model.ts";

/** A line of the legend, as it stands from top to bottom: data, the stack from its top, the total. */
export interface LegendRow {
  /** Name of the group; undefined for the total, which cannot be switched off. */
  readonly group: string | undefined;
  readonly label: string;
  /** Events within the axis: `161.1 ± 3.2`, data as a count. */
  readonly yield: string;
  readonly symbol: "point" | "fill" | "hatch";
  readonly color: string;
  readonly visible: boolean;
}

/** Stands after what is not whole, where nothing more will come. */
export const incompleteMark = " †";

/** @param marked groups of which something is missing carry a mark; while an analysis runs that says nothing */
export function legendRows(model: PlotModel, marked: boolean): LegendRow[] {
  const mark = (incomplete: boolean) => (marked && incomplete ? incompleteMark : "");
  const rows = model.groups.map((group): LegendRow => {
    const isData = group.kind === "data";
    return {
      group: group.name,
      label: group.label + mark(group.incomplete),
      yield: isData ? plainNumber(group.inRange.sumw) : valueAndError(group.inRange.sumw, group.inRange.error),
      symbol: isData ? "point" : "fill",
      color: group.color,
      visible: group.visible,
    };
  });
  const data = rows.filter((row) => row.symbol === "point");
  const stack = rows.filter((row) => row.symbol === "fill").reverse();
  if (model.total === undefined) return [...data, ...stack];
  const { sumw, error } = model.total.inRange;
  const total: LegendRow = {
    group: undefined,
    label: `Total, stat. uncertainty${mark(model.stack.some(({ group }) => group.incomplete))}`,
    yield: valueAndError(sumw, error),
    symbol: "hatch",
    color: "",
    visible: true,
  };
  return [...data, ...stack, total];
}
