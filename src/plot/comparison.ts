import type { BlindRange } from "../analysis/blinding.ts";
import { type NumberedAxis, numberedAxis } from "../histogram/numbered-axes.ts";
import { oneAxisOf } from "../histogram/axes.ts";
import { histogramKey } from "../histogram/histogram.ts";
import type { AnalysisDocument, CutflowSums, GroupState } from "../protocol/documents/analysis-document.ts";
import type { HistogramHead } from "../protocol/documents/histogram-document.ts";
import { isBlinded } from "./blinded.ts";
import { sourcesOfDocument } from "./plot-model.ts";
import { shapeFactor } from "./shapes.ts";

/** As much of an analysis as is compared. */
export type Comparable = Pick<AnalysisDocument, "head" | "groups">;

/** Which groups of each analysis are added up: all data, all simulation, or the group of a name. */
export type Part = "data" | "simulation" | { readonly group: string };

/** What several analyses have in common: data and simulation where each has some, then the groups that all have, as the first has them. */
export function commonParts(analyses: readonly Comparable[]): Part[] {
  const inAll = (has: (analysis: Comparable) => boolean) => analyses.length > 0 && analyses.every(has);
  const parts: Part[] = [];
  if (inAll(({ head }) => head.groups.some(({ kind }) => kind !== "data"))) parts.push("simulation");
  if (inAll(({ head }) => head.groups.some(({ kind }) => kind === "data"))) parts.push("data");
  for (const { name } of analyses[0]?.head.groups ?? [])
    if (inAll(({ head }) => head.groups.some((group) => group.name === name))) parts.push({ group: name });
  return parts;
}

/** Whether a group belongs to a part. */
function isOf(part: Part, { name, kind }: { readonly name: string; readonly kind: string }): boolean {
  if (typeof part === "object") return name === part.group;
  return (kind === "data") === (part === "data");
}

/** Histograms of one axis that all analyses have, by their keys, and those that all have with axes that differ. */
export function commonHistograms(analyses: readonly Comparable[]): {
  readonly equal: readonly HistogramHead[];
  readonly unequal: readonly HistogramHead[];
} {
  const [first, ...others] = analyses;
  const drawable = (first?.head.histograms ?? []).filter(
    ({ axes, profile, variation }) => (axes?.length ?? 1) === 1 && profile === undefined && variation === undefined,
  );
  const binning = ({ axis, axes, profile }: HistogramHead) =>
    JSON.stringify([axis.type === "category" ? axis.categories : axis.edges, axes?.length ?? 1, profile]);
  const same = (head: HistogramHead) =>
    others.map((other) => other.head.histograms.find((each) => histogramKey(each) === histogramKey(head)));
  const shared = drawable.filter((head) => same(head).every((other) => other !== undefined));
  const isEqual = (head: HistogramHead) => same(head).every((other) => other && binning(other) === binning(head));
  return { equal: shared.filter(isEqual), unequal: shared.filter((head) => !isEqual(head)) };
}

/** One analysis in a comparison. Arrays have a number for each bin; NaN where it is blinded. */
export interface ComparedLine {
  /** Σw, or that over its sum within the axis. */
  readonly values: Float64Array;
  /** √Σw² of it. */
  readonly errors: Float64Array;
  /** Over the bins that are shown, before it is normalised. */
  readonly sumw: number;
  readonly error: number;
  /** Over the first analysis: NaN where that has nothing, or less. */
  readonly ratio: Float64Array;
  /** `errors` over the first analysis. Its own error is not in it: both may have read the same events, and nobody knows how many. */
  readonly ratioErrors: Float64Array;
}

export interface Comparison {
  readonly axis: NumberedAxis;
  readonly edges: readonly number[];
  /** Where data of one or more of the analyses are blinded: these bins are shown and counted of none. */
  readonly blind: readonly BlindRange[];
  readonly lines: readonly ComparedLine[];
}

/**
 * One histogram of several analyses over each other.
 *
 * @param analyses at least one; all must have the histogram, on equal axes
 * @param normalised to 1 within the axis, each by itself; one whose sum is 0 or less stays as it is
 * @returns undefined if there is nothing of this part
 */
export function compareHistograms(
  analyses: readonly Comparable[],
  key: string,
  part: Part,
  normalised: boolean,
): Comparison | undefined {
  const sources = analyses.map((analysis) => sourcesOfDocument(analysis, key).filter((source) => isOf(part, source)));
  const some = sources[0]?.[0]?.histogram;
  if (some === undefined) return undefined;
  const axis = numberedAxis(oneAxisOf(some));
  const edges = Array.from(axis.edges);
  // Of an analysis the ranges of one group are those of all.
  const blind = sources.flatMap((ofOne) => ofOne.find((source) => source.blind !== undefined)?.blind ?? []);
  const start = () =>
    Float64Array.from({ length: axis.bins }, (_, bin) => (isBlinded({ blind, edges }, bin) ? NaN : 0));
  const sums = sources.map((ofOne) => {
    const [values, variances] = [start(), start()];
    const histograms = ofOne.map(({ histogram }) => histogram);
    for (const histogram of histograms) {
      for (const [bin, value] of histogram.values().entries()) values[bin]! += value;
      for (const [bin, value] of histogram.variances().entries()) variances[bin]! += value;
    }
    const [sumw, error] = [total(shown(values)), Math.sqrt(total(shown(variances)))];
    const scale = (normalised ? shapeFactor(sumw) : undefined) ?? 1;
    return {
      values: values.map((value) => value * scale),
      errors: variances.map((variance) => Math.sqrt(variance) * scale),
      sumw,
      error,
    };
  });
  const base = sums[0]!.values;
  const over = (numbers: Float64Array) => numbers.map((value, bin) => (base[bin]! > 0 ? value / base[bin]! : NaN));
  const lines = sums.map((sum) => ({ ...sum, ratio: over(sum.values), ratioErrors: over(sum.errors) }));
  return { axis, edges, blind, lines };
}

function shown(numbers: Float64Array): Float64Array {
  return numbers.filter((number) => !Number.isNaN(number));
}

/** A line of the table of yields: one cut of the cutflow, of each analysis. */
export interface ComparedStage {
  readonly name: string;
  /** Of each analysis; undefined where it has no such cut. */
  readonly cells: readonly (ComparedYield | undefined)[];
}

export interface ComparedYield {
  readonly entries: number;
  readonly sumw: number;
  /** √Σw² */
  readonly error: number;
  /** Σw less that of the first analysis; undefined where that has no such cut. */
  readonly difference: number | undefined;
}

/** The cutflows of a part, by the names of the cuts: in the order of the first analysis, then what only later ones have. */
export function compareCutflows(analyses: readonly Comparable[], part: Part): ComparedStage[] {
  const tables = analyses.map(({ head, groups }) => {
    const states = head.groups
      .filter((group) => isOf(part, group))
      .flatMap(({ name }) => groups.find((state) => state.name === name) ?? []);
    return new Map(head.stages.map(({ name }, i) => [name, yieldAt(states, i)]));
  });
  const names = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  return names.map((name) => {
    const first = tables[0]?.get(name);
    const cells = tables.map((table) => {
      const cell = table.get(name);
      return cell && { ...cell, difference: first && cell.sumw - first.sumw };
    });
    return { name, cells };
  });
}

function yieldAt(states: readonly GroupState[], stage: number): Omit<ComparedYield, "difference"> {
  const sum = (key: keyof CutflowSums) => total(states.map(({ cutflow }) => cutflow[key][stage] ?? 0));
  return { entries: sum("entries"), sumw: sum("sumw"), error: Math.sqrt(sum("sumw2")) };
}

function total(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
