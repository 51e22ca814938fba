import { type BlindRange, blindRangesOf } from "../analysis/blinding.ts";
import { oneAxisOf, shapeOf } from "../histogram/axes.ts";
import { type NumberedAxis, numberedAxis } from "../histogram/numbered-axes.ts";
import type { ProfileSums } from "../histogram/profile.ts";
import { isCount, poissonInterval } from "../physics/poisson-interval.ts";
import {
  createHistogram,
  histogramKey,
  type Histogram,
  type HistogramName,
  type Integral,
  nameOf,
} from "../histogram/histogram.ts";
import type { AnalysisDocument, VariationHead } from "../protocol/documents/analysis-document.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { readHistogramHead, readHistogramSums } from "../protocol/documents/histogram-codec.ts";
import { toVariationHeads } from "../protocol/documents/variation-heads.ts";
import { blindedSources } from "./blinded.ts";
import { drawnContents } from "./drawn-contents.ts";
import type { PlotSource } from "./plot-source.ts";
import { profileSources } from "./profile-plot.ts";
import { type Shift, systematicRange } from "./systematics.ts";

export type { PlotSource, VariedHistogram } from "./plot-source.ts";

/** Σw within the axis and its error. */
export type Yield = Pick<Integral, "sumw" | "error">;

/** One group as it is drawn and listed. Arrays have a number for each drawn bin. */
export interface PlotGroup extends PlotSource {
  readonly visible: boolean;
  /** Σw of each bin; of a profile the mean. */
  readonly values: Float64Array;
  /** √Σw² of each bin. */
  readonly errors: Float64Array;
  /** How far the error bar of each bin goes down and up: of a count, as `PlotOptions.countErrors` says; else √Σw². */
  readonly down: Float64Array;
  readonly up: Float64Array;
  /** Over all bins of the axis, underflow and overflow left out: the ledger's own number. */
  readonly inRange: Integral;
}

/** One coloured layer of the stack. */
export interface StackLayer {
  readonly group: PlotGroup;
  /** Height of its upper border in each bin: its own content on top of all layers below. */
  readonly top: Float64Array;
}

/** A line over the bins: an alternative of a variation over the stack, or the shape of a group. */
export interface PlotLine {
  readonly label: string;
  /** A number for each drawn bin. */
  readonly values: Float64Array;
  /** Of each of them; absent: it has none that is told. */
  readonly errors?: Float64Array;
  readonly color: string;
  readonly dashed: boolean;
  /** Stands beside its label in the legend, such as `+1.2 %`. */
  readonly note: string;
}

/** A histogram made ready to draw, in whatever way. */
export interface PlotModel extends HistogramName {
  readonly title: string;
  /** Values are means of this; all simulation is one group. */
  readonly profile?: Pick<ProfileSums, "label" | "unit">;
  readonly axis: NumberedAxis;
  /** Edges of the drawn bins. */
  readonly edges: readonly number[];
  /** Drawn bins. */
  readonly bins: number;
  /** How many bins of the axis one drawn bin holds; 1 if nothing was added up. */
  readonly rebin: number;
  /** Contents and errors are per unit of the axis, not per bin. */
  readonly perUnit: boolean;
  /** Contents are fractions of their sum within the axis (`toShapes`); absent: they are events. */
  readonly isShapes?: boolean;
  /** Of shapes, the one that all others are compared with; absent: there is none. */
  readonly reference?: ReferenceShape;
  /** The last drawn bin holds fewer. */
  readonly unevenEnd: boolean;
  /** Where data are not shown. */
  readonly blind: readonly BlindRange[];
  /** Every group, in the order of the specification. */
  readonly groups: readonly PlotGroup[];
  /** The visible simulated groups, bottom first. */
  readonly stack: readonly StackLayer[];
  /** The visible data groups. */
  readonly data: readonly PlotGroup[];
  /** Sum of the visible simulated groups; undefined if there is none. */
  readonly total: Total | undefined;
  /** Drawn over everything but data; absent: none. */
  readonly lines?: readonly PlotLine[];
}

export interface Total {
  readonly values: Float64Array;
  /** Statistical ones. Errors of different groups are independent, so they add in squares. */
  readonly errors: Float64Array;
  /** How far the total uncertainty goes down and up: statistical and systematic ones add in squares. The same as `errors` without variations. */
  readonly down: Float64Array;
  readonly up: Float64Array;
  /** Whether there are variations. */
  readonly isVaried: boolean;
  readonly inRange: Yield;
}

/** The shape of the data, or of the sum of what is expected. The errors are statistical ones. */
export interface ReferenceShape extends Pick<Total, "values" | "errors" | "down" | "up"> {
  readonly label: string;
  /** Name of the data group; undefined: it is the expectation. */
  readonly group: string | undefined;
}

export interface PlotOptions {
  /** Names of groups that are switched off: they are left out of the stack, and it is computed without them. */
  readonly hidden?: ReadonlySet<string>;
  /** How many bins fit on the drawing; where there are more, neighbours are added up. */
  readonly maxBins?: number;
  /** Errors of counted data. `interval` (default): the central 68 % interval of a Poisson mean (Garwood); `root`: ±√N. */
  readonly countErrors?: CountErrors;
  /** Events per unit of the axis in place of events per bin: contents and errors are divided by the width of their bin. */
  readonly perUnit?: boolean;
}

export type CountErrors = "interval" | "root";

/**
 * @param sources of one histogram, in the order of the specification
 * @returns undefined if there are none
 */
export function toPlotModel(given: readonly PlotSource[], options: PlotOptions = {}): PlotModel | undefined {
  const { hidden = new Set(), maxBins = Infinity, countErrors = "interval" } = options;
  const first = given[0]?.histogram;
  if (first === undefined) return undefined;
  const { profile } = first;
  const sources = profile === undefined ? given : profileSources(given);
  const perUnit = options.perUnit === true && profile === undefined;
  const axis = numberedAxis(oneAxisOf(first));
  const rebin = rebinFactor(axis.bins, maxBins);
  const edges = Array.from(axis.edges).filter((_, i) => i % rebin === 0 || i === axis.bins);
  const groups = sources
    .map((source) => toPlotGroup(source, !hidden.has(source.name), rebin, countErrors))
    .map((group) => (perUnit ? dividedByWidth(group, edges) : group));
  const stack = stackOf(groups.filter((group) => group.visible && group.kind !== "data"));
  return {
    ...nameOf(first),
    title: first.title,
    ...(profile && { profile: { label: profile.label, unit: profile.unit } }),
    axis,
    edges,
    bins: edges.length - 1,
    rebin,
    perUnit,
    unevenEnd: axis.bins % rebin !== 0,
    blind: groups.find(({ blind }) => blind !== undefined)?.blind ?? [],
    groups,
    stack,
    data: groups.filter((group) => group.visible && group.kind === "data"),
    total: toTotal(stack, rebin, edges, perUnit),
  };
}

/**
 * @param incomplete names of the groups that are not whole
 * @param unblind data are shown in blinded ranges too
 */
export function sourcesOfView(
  { groups, spec }: Pick<AnalysisView, "groups" | "spec">,
  key: string,
  incomplete: ReadonlySet<string>,
  { unblind = false }: { readonly unblind?: boolean } = {},
): PlotSource[] {
  const heads = toVariationHeads(spec).variations;
  const sources = groups.flatMap(({ name, label, color, kind, histograms }): PlotSource[] => {
    const histogram = histograms.get(key);
    if (histogram === undefined) return [];
    const varied = variedOf(heads, histogram, (of) => histograms.get(histogramKey(of)));
    return [{ name, label, color, kind, incomplete: incomplete.has(name), histogram, ...varied }];
  });
  const [first] = sources;
  return unblind || first === undefined ? sources : blindedSources(sources, blindRangesOf(spec, first.histogram));
}

/** A group that nothing is known of yet is empty. @param unblind data are shown in blinded ranges too */
export function sourcesOfDocument(
  document: Pick<AnalysisDocument, "head" | "groups">,
  key: string,
  { unblind = false }: { readonly unblind?: boolean } = {},
): PlotSource[] {
  const found = document.head.histograms.find((histogram) => histogramKey(histogram) === key);
  if (found === undefined) return [];
  const head = readHistogramHead(found);
  const states = new Map(document.groups.map((group) => [group.name, group]));
  const sources = document.head.groups.map(({ name, label, color, kind }): PlotSource => {
    const state = states.get(name);
    const sums = state?.histograms[key];
    const incomplete = state === undefined || state.progress.filesComplete < state.progress.files;
    const histogram = sums === undefined ? emptyHistogram(head) : readHistogramSums(head, sums, `groups.${name}`);
    const varied = variedOf(document.head.variations, histogram, (of) => {
      const ofAlternative = state?.histograms[histogramKey(of)];
      return ofAlternative && readHistogramSums({ ...head, ...of }, ofAlternative, `groups.${name}`);
    });
    return { name, label, color, kind, incomplete, histogram, ...varied };
  });
  return unblind ? sources : blindedSources(sources, found.blind ?? []);
}

/** The histogram of each alternative that is there. */
function variedOf(
  heads: readonly VariationHead[] | undefined,
  nominal: Histogram,
  find: (of: HistogramName) => Histogram | undefined,
): Pick<PlotSource, "varied"> {
  if (heads === undefined || nominal.variation !== undefined) return {};
  const varied = heads.flatMap(({ name: variation, alternatives }) =>
    alternatives.flatMap((alternative) => {
      const histogram = find({ ...nameOf(nominal), variation: alternative });
      return histogram === undefined ? [] : [{ variation, alternative, histogram }];
    }),
  );
  return varied.length === 0 ? {} : { varied };
}

/** Errors of different groups are independent, so they add in squares. */
export function addYields(parts: readonly Yield[]): Yield {
  return {
    sumw: parts.reduce((sum, part) => sum + part.sumw, 0),
    error: Math.hypot(...parts.map((part) => part.error)),
  };
}

function emptyHistogram(head: Parameters<typeof readHistogramSums>[0]): Histogram {
  const zeros = new Float64Array(shapeOf(head.axes).size);
  const profile = head.profile && { ...head.profile, sumwy: zeros, sumwy2: zeros };
  return createHistogram({ ...head, entries: zeros, sumw: zeros, sumw2: zeros, profile });
}

function toPlotGroup(source: PlotSource, visible: boolean, rebin: number, countErrors: CountErrors): PlotGroup {
  const { histogram, kind } = source;
  const { values, variances } = drawnContents(histogram, rebin);
  const errors = variances.map(Math.sqrt);
  const inRange = histogram.integral();
  if (kind !== "data" || countErrors === "root" || histogram.profile !== undefined)
    return { ...source, visible, values, errors, down: errors, up: errors, inRange };
  const [down, up] = [errors.slice(), errors.slice()];
  for (const [bin, value] of values.entries()) {
    // Weighted data are no counts.
    if (!isCount(value, variances[bin]!)) continue;
    const { lower, upper } = poissonInterval(value);
    down[bin] = value - lower;
    up[bin] = upper - value;
  }
  return { ...source, visible, values, errors, down, up, inRange };
}

function dividedByWidth(group: PlotGroup, edges: readonly number[]): PlotGroup {
  const divided = (all: Float64Array) => all.map((value, bin) => value / (edges[bin + 1]! - edges[bin]!));
  const { values, errors, down, up } = group;
  return { ...group, values: divided(values), errors: divided(errors), down: divided(down), up: divided(up) };
}

/** The smallest factor that makes the bins fit; a slightly larger one if that divides them evenly. */
function rebinFactor(bins: number, maxBins: number): number {
  const least = Math.max(1, Math.ceil(bins / Math.max(1, maxBins)));
  for (let factor = least; factor < 2 * least; factor++) if (bins % factor === 0) return factor;
  return least;
}

/** @param groups bottom first */
export function stackOf(groups: readonly PlotGroup[]): StackLayer[] {
  let below: Float64Array | undefined;
  return groups.map((group) => {
    const under = below;
    below = group.values.map((value, bin) => value + (under?.[bin] ?? 0));
    return { group, top: below };
  });
}

function toTotal(
  stack: readonly StackLayer[],
  rebin: number,
  edges: readonly number[],
  perUnit: boolean,
): Total | undefined {
  const last = stack.at(-1);
  if (last === undefined) return undefined;
  const groups = stack.map(({ group }) => group);
  const errors = last.top.map((_, bin) => Math.hypot(...groups.map(({ errors }) => errors[bin]!)));
  const inRange = addYields(groups.map(({ inRange }) => inRange));
  const shifts = shiftsOf(groups, (histogram) => drawnContents(histogram, rebin).values);
  if (shifts.length === 0) return { values: last.top, errors, down: errors, up: errors, isVaried: false, inRange };
  const range = systematicRange(shifts, last.top.length);
  const width = (bin: number) => (perUnit ? edges[bin + 1]! - edges[bin]! : 1);
  const combined = (side: Float64Array) => side.map((value, bin) => Math.hypot(value / width(bin), errors[bin]!));
  const whole = systematicRange(
    shiftsOf(groups, (histogram) => [histogram.integral().sumw]),
    1,
  );
  const error = Math.hypot(inRange.error, Math.max(whole.down[0]!, whole.up[0]!));
  return {
    values: last.top,
    errors,
    down: combined(range.down),
    up: combined(range.up),
    isVaried: true,
    inRange: { ...inRange, error },
  };
}

/** How much the sum of the groups changes with each alternative of each variation. */
export function shiftsOf(
  groups: readonly Pick<PlotSource, "histogram" | "varied">[],
  numbersOf: (histogram: Histogram) => ArrayLike<number>,
): Shift[] {
  const shifts = new Map<string, Map<string, Float64Array>>();
  for (const { histogram, varied = [] } of groups) {
    const nominal = numbersOf(histogram);
    for (const { variation, alternative, histogram: other } of varied) {
      const numbers = numbersOf(other);
      const ofVariation = shifts.get(variation) ?? new Map<string, Float64Array>();
      shifts.set(variation, ofVariation);
      const differences = ofVariation.get(alternative) ?? new Float64Array(numbers.length);
      ofVariation.set(alternative, differences);
      for (let i = 0; i < numbers.length; i++) differences[i]! += numbers[i]! - nominal[i]!;
    }
  }
  return Array.from(shifts, ([variation, all]) => ({
    variation,
    alternatives: [...all.keys()],
    differences: [...all.values()],
  }));
}
