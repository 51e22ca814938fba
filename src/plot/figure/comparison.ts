import { isBlinded } from "../blinded.ts";
import type { BinContent } from "../legend.ts";
import { valueAndErrors } from "../numbers.ts";
import type { PlotModel } from "../plot-model.ts";
import { pullsOf } from "../pulls.ts";
import { ratioOf } from "../ratio.ts";
import type { YRange } from "../y-range.ts";
import { pullMarks, ratioMarks } from "./contents.ts";
import type { Panel } from "./panel.ts";
import type { Mark } from "./scene.ts";

/** What the panel below a plot compares: data over expectation, or their distance in units of its uncertainty. */
export type ComparisonKind = "ratio" | "pulls";

/** A panel below a plot, before its place is known. */
export interface Comparison {
  /** Of its y axis. */
  readonly title: string;
  readonly range: YRange;
  marksIn(panel: Panel): Mark[];
  /** What it shows of a bin, in words and numbers. */
  contentsOf(bin: number): BinContent[];
}

/** @returns undefined where there is nothing to compare: no expectation, no data (with lines over the stack, a ratio needs none) */
export function comparisonOf(model: PlotModel, kind: ComparisonKind): Comparison | undefined {
  return kind === "pulls" ? pullComparison(model) : ratioComparison(model);
}

function ratioComparison(model: PlotModel): Comparison | undefined {
  const ratio = ratioOf(model);
  if (ratio === undefined) return undefined;
  const title = model.data.length === 0 ? "Ratio to nominal" : "Data / Expected";
  return {
    ...{ title, range: ratio.range },
    marksIn: (panel) => ratioMarks(panel, model, ratio),
    contentsOf: (bin) => [
      ...ratio.data.map(({ group, values, down, up }) => ({
        label: `${group.label} / Expected`,
        text: Number.isFinite(values[bin]) ? valueAndErrors(values[bin]!, down[bin]!, up[bin]!) : noNumber(model, bin),
        color: undefined,
      })),
      ...ratio.lines.map(({ line, values }) => ({
        label: `${line.label} / nominal`,
        text: Number.isFinite(values[bin]) ? values[bin]!.toFixed(3) : "–",
        color: undefined,
      })),
    ],
  };
}

function pullComparison(model: PlotModel): Comparison | undefined {
  const pulls = pullsOf(model);
  if (pulls === undefined) return undefined;
  return {
    ...{ title: "Pull", range: pulls.range },
    marksIn: (panel) => pullMarks(panel, model, pulls),
    contentsOf: (bin) =>
      pulls.data.map(({ group, values }) => ({
        label: `Pull of ${group.label}`,
        text: Number.isFinite(values[bin]) ? signed(values[bin]!) : noNumber(model, bin),
        color: undefined,
      })),
  };
}

/** Why data have none. */
function noNumber(model: PlotModel, bin: number): string {
  return isBlinded(model, bin) ? "blinded" : "–";
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}
