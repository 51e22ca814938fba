import { rangeText } from "./bin-width.ts";
import { valueAndError } from "./numbers.ts";
import type { PlotModel } from "./plot-model.ts";

/** What one bin holds, name and number: the visible groups, and the total of the visible simulation. */
export interface BinContent {
  readonly label: string;
  /** `24 ± 4.9` */
  readonly text: string;
  readonly color: string | undefined;
}

export function binRangeText({ edges, head }: PlotModel, bin: number): string {
  return rangeText(edges[bin]!, edges[bin + 1]!, head.axis.unit);
}

/** From top to bottom as in the legend: data, the stack from its top, the total. */
export function binContents(model: PlotModel, bin: number): BinContent[] {
  const groups = [...model.data, ...model.stack.map(({ group }) => group).reverse()];
  const rows = groups.map(({ label, color, values, errors }) => ({
    label,
    text: valueAndError(values[bin]!, errors[bin]!),
    color,
  }));
  if (model.total === undefined) return rows;
  const total = valueAndError(model.total.values[bin]!, model.total.errors[bin]!);
  return [...rows, { label: "Total simulation", text: total, color: undefined }];
}

/** The same as one sentence, for screen readers. */
export function describeBin(model: PlotModel, bin: number): string {
  const parts = binContents(model, bin).map(({ label, text }) => `${label} ${text}`);
  return `${binRangeText(model, bin)}: ${parts.join(", ")}`;
}
