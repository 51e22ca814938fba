import { totalOf } from "../histogram/exact-sum.ts";
import type { Histogram } from "../histogram/histogram.ts";
import { allBins, type BinRange } from "./bin-range.ts";
import { drawnContents } from "./drawn-contents.ts";
import { type PlotLine, type PlotModel, shiftsOf } from "./plot-model.ts";

/** Of the palette of Okabe and Ito: two that are told apart best, then others. @see jfly.uni-koeln.de/color */
const lineColors = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/**
 * The expectation of the visible groups with each alternative of one variation, as lines over the stack: solid and dashed in turns.
 *
 * Units: as the model is drawn, per bin or per unit of the axis.
 *
 * @returns none if the model has no expectation, or the variation changes nothing that is drawn of it
 */
export function variationLines(model: PlotModel, variation: string): PlotLine[] {
  const { total, stack, rebin, edges, perUnit } = model;
  if (total === undefined) return [];
  const groups = stack.map(({ group }) => group);
  const shifts = shiftsOf(groups, (histogram) => drawnContents(histogram, rebin).values);
  const { alternatives = [], differences = [] } = shifts.find((shift) => shift.variation === variation) ?? {};
  const changes = variationYields(model, allBins(model.axis.bins)).find((one) => one.variation === variation)?.changes;
  const width = (bin: number) => (perUnit ? edges[bin + 1]! - edges[bin]! : 1);
  return alternatives.map((label, i) => ({
    label,
    values: total.values.map((value, bin) => value + differences[i]![bin]! / width(bin)),
    color: lineColors[i % lineColors.length]!,
    dashed: i % 2 === 1,
    note: changes === undefined ? "" : changeText(changes[i]!.part),
  }));
}

/** `+1.2 %`, `−0.05 %`: three digits of what is large, two decimals of what is small; 0 has no sign. */
export function changeText(part: number): string {
  const size = Math.abs(100 * part);
  const text = size >= 100 ? size.toFixed(0) : size >= 1 ? size.toFixed(1) : size.toFixed(2);
  return `${Number(text) === 0 ? "" : part < 0 ? "−" : "+"}${text} %`;
}

/** How much one variation changes the expected number of events. */
export interface VariationYield {
  readonly variation: string;
  /** For each alternative: 0.05 for five per cent more. */
  readonly changes: readonly { readonly alternative: string; readonly part: number }[];
  /** The largest of them, to whichever side. */
  readonly largest: number;
}

/**
 * What each variation changes of the expected events in some bins, as parts of the nominal ones; the largest first, equal ones by name.
 * Visible simulated groups count; of one variation all go together.
 *
 * @returns none where nothing is expected (or less), or the values are means
 */
export function variationYields({ stack, profile }: PlotModel, { start, stop }: BinRange): VariationYield[] {
  const groups = stack.map(({ group }) => group);
  const inBins = (histogram: Histogram) => totalOf(histogram.values().subarray(start, stop));
  const nominal = groups.reduce((sum, { histogram }) => sum + inBins(histogram), 0);
  if (!(nominal > 0) || profile !== undefined) return [];
  return shiftsOf(groups, (histogram) => [inBins(histogram)])
    .map(({ variation, alternatives, differences }) => {
      const changes = alternatives.map((alternative, i) => ({ alternative, part: differences[i]![0]! / nominal }));
      return { variation, changes, largest: Math.max(...changes.map(({ part }) => Math.abs(part))) };
    })
    .sort((a, b) => b.largest - a.largest || (a.variation < b.variation ? -1 : 1));
}
