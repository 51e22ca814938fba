import { isBlinded } from "../blinded.ts";
import type { BinContent } from "../legend.ts";
import { valueAndError, valueAndErrors } from "../numbers.ts";
import type { PlotModel } from "../plot-model.ts";
import { pullsOf } from "../pulls.ts";
import { type Ratio, ratioOf } from "../ratio.ts";
import { shapeRatioOf } from "../shape-ratio.ts";
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

/**
 * @returns undefined where there is nothing to compare: no expectation, no data (with lines over the stack, a ratio needs none), one shape
 *   alone; shapes have no pulls
 */
export function comparisonOf(model: PlotModel, kind: ComparisonKind): Comparison | undefined {
  if (kind === "pulls") return pullComparison(model);
  return model.isShapes === true ? shapeComparison(model) : ratioComparison(model);
}

function ratioComparison(model: PlotModel): Comparison | undefined {
  const ratio = ratioOf(model);
  if (ratio === undefined) return undefined;
  return {
    ...{ title: model.data.length === 0 ? "Ratio to nominal" : "Data / Expected", range: ratio.range },
    marksIn: (panel) => ratioMarks(panel, model, ratio),
    contentsOf: (bin) => [
      ...dataRatios(model, ratio, "Expected", bin),
      ...ratio.lines.map(({ line, values }) => ({
        label: `${line.label} / nominal`,
        text: Number.isFinite(values[bin]) ? values[bin]!.toFixed(3) : "–",
        color: undefined,
      })),
    ],
  };
}

function shapeComparison(model: PlotModel): Comparison | undefined {
  const ratio = shapeRatioOf(model);
  if (model.reference === undefined || ratio === undefined) return undefined;
  const { label } = model.reference;
  return {
    ...{ title: `Shape / ${label}`, range: ratio.range },
    marksIn: (panel) => ratioMarks(panel, model, ratio),
    contentsOf: (bin) => [
      ...dataRatios(model, ratio, label, bin),
      ...ratio.lines.map(({ line, values, errors }) => ({
        label: `${line.label} / ${label}`,
        text: Number.isFinite(values[bin]) ? valueAndError(values[bin]!, errors![bin]!) : noNumber(model, bin),
        color: undefined,
      })),
    ],
  };
}

function dataRatios(model: PlotModel, { data }: Ratio, over: string, bin: number): BinContent[] {
  return data.map(({ group, values, down, up }) => ({
    label: `${group.label} / ${over}`,
    text: Number.isFinite(values[bin]) ? valueAndErrors(values[bin]!, down[bin]!, up[bin]!) : noNumber(model, bin),
    color: undefined,
  }));
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

/** Why there is none. */
function noNumber(model: PlotModel, bin: number): string {
  return isBlinded(model, bin) ? "blinded" : "–";
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}
