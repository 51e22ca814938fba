import type {
  AnalysisDocument,
  GroupHead,
  GroupState,
  HistogramHead,
  HistogramSums,
} from "../../protocol/documents/analysis-document.ts";
import { type Axis, createVariableAxis } from "../../histogram/axis.ts";
import { createHistogram, type Histogram, type Integral } from "../../histogram/histogram.ts";

/** One group as it is drawn and listed. Arrays have a number for each bin, without flow. */
export interface PlotGroup {
  readonly name: string;
  readonly label: string;
  readonly color: string;
  readonly kind: GroupHead["kind"];
  readonly visible: boolean;
  /** Not everything of it is in. */
  readonly incomplete: boolean;
  /** Σw of each bin. */
  readonly values: Float64Array;
  /** √Σw² of each bin. */
  readonly errors: Float64Array;
  /** Over all bins of the axis, underflow and overflow left out: the ledger's own number. */
  readonly inRange: Integral;
  readonly histogram: Histogram;
}

/** One coloured layer of the stack. */
export interface StackLayer {
  readonly group: PlotGroup;
  /** Height of its upper border in each bin: its own content on top of all layers below. */
  readonly top: Float64Array;
}

/** A histogram made ready to draw. */
export interface PlotModel {
  readonly head: HistogramHead;
  readonly edges: readonly number[];
  readonly bins: number;
  /** Every group, in the order of the specification. */
  readonly groups: readonly PlotGroup[];
  /** The visible simulated groups, bottom first. */
  readonly stack: readonly StackLayer[];
  /** The visible data groups. */
  readonly data: readonly PlotGroup[];
  /** Sum of the visible simulated groups; undefined if there is none. */
  readonly total: Total | undefined;
}

export interface Total {
  readonly values: Float64Array;
  /** Errors of different groups are independent, so they add in squares. */
  readonly errors: Float64Array;
  readonly inRange: Pick<Integral, "sumw" | "error">;
}

/**
 * @param hidden names of the groups that are switched off: they are left out of the stack, and it is computed without them
 * @returns undefined if the analysis has no such histogram
 */
export function toPlotModel(
  { head, groups: groupStates }: Pick<AnalysisDocument, "head" | "groups">,
  name: string,
  hidden: ReadonlySet<string> = new Set(),
): PlotModel | undefined {
  const histogramHead = head.histograms.find((histogram) => histogram.name === name);
  if (histogramHead === undefined) return undefined;
  const { edges, label, unit } = histogramHead.axis;
  const axis = createVariableAxis({ edges, label, unit });
  const states = new Map(groupStates.map((group) => [group.name, group]));
  const groups = head.groups.map((group) => {
    const state = states.get(group.name);
    const histogram = toHistogram(histogramHead, axis, state?.histograms[name]);
    return toPlotGroup(group, state, histogram, !hidden.has(group.name));
  });
  const stack = toStack(groups.filter((group) => group.visible && group.kind !== "data"));
  return {
    head: histogramHead,
    edges,
    bins: axis.bins,
    groups,
    stack,
    data: groups.filter((group) => group.visible && group.kind === "data"),
    total: toTotal(stack),
  };
}

function toPlotGroup(
  { name, label, color, kind }: GroupHead,
  state: GroupState | undefined,
  histogram: Histogram,
  visible: boolean,
): PlotGroup {
  const incomplete = state === undefined || state.progress.filesComplete < state.progress.files;
  const [values, errors, inRange] = [histogram.values(), histogram.errors(), histogram.integral()];
  return { name, label, color, kind, visible, incomplete, values, errors, inRange, histogram };
}

/** @param sums undefined while nothing is known of it: all zero */
function toHistogram({ name, title }: HistogramHead, axis: Axis, sums: HistogramSums | undefined): Histogram {
  const column = (numbers: readonly number[] | undefined) =>
    numbers === undefined ? new Float64Array(axis.bins + 2) : Float64Array.from(numbers);
  return createHistogram({
    name,
    title,
    axes: [axis],
    entries: column(sums?.entries),
    sumw: column(sums?.sumw),
    sumw2: column(sums?.sumw2),
  });
}

function toStack(groups: readonly PlotGroup[]): StackLayer[] {
  let below: Float64Array | undefined;
  return groups.map((group) => {
    const under = below;
    below = group.values.map((value, bin) => value + (under?.[bin] ?? 0));
    return { group, top: below };
  });
}

function toTotal(stack: readonly StackLayer[]): Total | undefined {
  const last = stack.at(-1);
  if (last === undefined) return undefined;
  const groups = stack.map(({ group }) => group);
  return {
    values: last.top,
    errors: last.top.map((_, bin) => Math.hypot(...groups.map(({ errors }) => errors[bin]!))),
    inRange: {
      sumw: groups.reduce((sum, { inRange }) => sum + inRange.sumw, 0),
      error: Math.hypot(...groups.map(({ inRange }) => inRange.error)),
    },
  };
}
