import { type NumberedAxis, numberedAxis } from "../histogram/numbered-axes.ts";
import { nameOf, type Histogram, type HistogramName, type Integral } from "../histogram/histogram.ts";
import { isMap } from "../histogram/projection.ts";
import { addYields, type PlotSource, type Yield } from "./plot-model.ts";
import { rangeText } from "./axis-scale.ts";
import { valueAndError } from "./numbers.ts";

/** One histogram of two axes made ready to draw: of one group, or of all simulation together. */
export interface HeatMap extends HistogramName {
  readonly title: string;
  readonly x: MapAxis;
  readonly y: MapAxis;
  /** Which is shown, one of `choices`. */
  readonly shown: HeatChoice;
  readonly choices: readonly HeatChoice[];
  /** Σw of each bin; those of one bin of x stand together, y ascending. */
  readonly values: Float64Array;
  readonly errors: Float64Array;
  readonly counts: Float64Array;
  /** Ends of the colour scale. */
  readonly range: { readonly lower: number; readonly upper: number };
  readonly log: boolean;
  /** Within both axes. */
  readonly inRange: Yield & Pick<Integral, "entries">;
  readonly incomplete: boolean;
}

/** An axis as it is drawn. */
export interface MapAxis extends Pick<NumberedAxis, "label" | "unit" | "scale" | "categories"> {
  /** Drawn bins. */
  readonly bins: number;
  readonly edges: readonly number[];
  /** How many bins of the axis one drawn bin holds, the last one perhaps fewer. */
  readonly rebin: number;
}

export interface HeatMapOptions {
  /** Name of a choice; another one, or none: the first. */
  readonly wanted?: string | undefined;
  /** Logarithmic colour scale. */
  readonly log?: boolean;
  /** How many bins of each axis fit on the drawing; where there are more, neighbours are added up. */
  readonly maxBins?: readonly [x: number, y: number];
}

export interface HeatChoice {
  /** Name of a group, or `simulation`. */
  readonly name: string;
  readonly label: string;
}

const simulation: HeatChoice = { name: "simulation", label: "All simulation" };

/**
 * @param sources of one histogram, in the order of the specification
 * @returns undefined if there are none, or they have not two axes
 */
export function toHeatMap(sources: readonly PlotSource[], options: HeatMapOptions = {}): HeatMap | undefined {
  const { wanted, log = false, maxBins = [Infinity, Infinity] } = options;
  const [first] = sources;
  if (first === undefined || !isMap(first.histogram)) return undefined;
  const simulated = sources.filter(({ kind }) => kind !== "data");
  const choices = [
    ...sources.filter(({ kind }) => kind === "data"),
    ...(simulated.length > 1 ? [simulation] : []),
    ...simulated,
  ].map(({ name, label }) => ({ name, label }));
  const shown = choices.find(({ name }) => name === wanted) ?? choices[0]!;
  const isShown = ({ kind, name }: PlotSource) =>
    shown.name === simulation.name ? kind !== "data" : name === shown.name;
  const parts = sources.filter(isShown);
  const [x, y] = first.histogram.axes.map((axis, i) => drawnAxis(numberedAxis(axis), maxBins[i]!)) as [
    MapAxis,
    MapAxis,
  ];
  const yBins = first.histogram.axes[1]!.bins;
  const add = (of: (histogram: Histogram) => Float64Array) => {
    const sums = new Float64Array(x.bins * y.bins);
    for (const { histogram } of parts)
      for (const [bin, value] of of(histogram).entries()) {
        const [i, j] = [Math.floor(bin / yBins / x.rebin), Math.floor((bin % yBins) / y.rebin)];
        sums[i * y.bins + j]! += value;
      }
    return sums;
  };
  const values = add((histogram) => histogram.values());
  const integrals = parts.map(({ histogram }) => histogram.integral());
  return {
    ...nameOf(first.histogram),
    title: first.histogram.title,
    x,
    y,
    shown,
    choices,
    values,
    errors: add((histogram) => histogram.variances()).map(Math.sqrt),
    counts: add((histogram) => histogram.counts()),
    range: rangeOf(values, log),
    log,
    inRange: { ...addYields(integrals), entries: integrals.reduce((sum, { entries }) => sum + entries, 0) },
    incomplete: parts.some(({ incomplete }) => incomplete),
  };
}

function drawnAxis({ bins, edges, label, unit, scale, categories }: NumberedAxis, maxBins: number): MapAxis {
  const rebin = Math.max(1, Math.ceil(bins / Math.max(1, maxBins)));
  const drawn = Array.from(edges).filter((_, i) => i % rebin === 0 || i === bins);
  return { bins: drawn.length - 1, edges: drawn, rebin, label, unit, scale, ...(categories && { categories }) };
}

/** From 0, or the lowest if that is below; logarithmic: from the lowest above 0. Never empty. */
function rangeOf(values: Float64Array, log: boolean): HeatMap["range"] {
  const shown = log ? values.filter((value) => value > 0) : values;
  const upper = shown.reduce((a, b) => Math.max(a, b), log ? 1e-300 : 0);
  const lower = shown.reduce((a, b) => Math.min(a, b), log ? upper : 0);
  if (log) return lower < upper ? { lower, upper } : { lower: upper / 10, upper };
  return lower < upper ? { lower, upper } : { lower: 0, upper: 1 };
}

/** Where a bin stands on the colour scale, from 0 to 1; undefined where nothing was filled, or a logarithm is none. */
export function shadeOf({ values, counts, range: { lower, upper }, log }: HeatMap, bin: number): number | undefined {
  const value = values[bin]!;
  if (counts[bin] === 0 || (log && value <= 0)) return undefined;
  const at = log ? Math.log(value / lower) / Math.log(upper / lower) : (value - lower) / (upper - lower);
  return Math.min(1, Math.max(0, at));
}

/** Dark to bright and always brighter, so that it can be read without colours too: the anchors of viridis. */
const anchors = [0x440154, 0x414487, 0x2a788e, 0x22a884, 0x7ad151, 0xfde725] as const;

/** Colour of a shade from 0 to 1, as `#rrggbb`. */
export function heatColor(shade: number): string {
  const position = shade * (anchors.length - 1);
  const below = Math.min(anchors.length - 2, Math.floor(position));
  const part = position - below;
  const mixed = [16, 8, 0].map((shift) => {
    const [from, to] = [(anchors[below]! >> shift) & 0xff, (anchors[below + 1]! >> shift) & 0xff];
    return Math.round(from + (to - from) * part)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${mixed.join("")}`;
}

/** A bin in words: where it lies, and what it holds. */
export function describeCell(
  map: HeatMap,
  bin: number,
): { readonly x: string; readonly y: string; readonly content: string } {
  const { x, y, values, errors, counts } = map;
  const [i, j] = [Math.floor(bin / y.bins), bin % y.bins];
  const isCounted = values[bin] === counts[bin];
  return {
    x: rangeText(x, x.edges[i]!, x.edges[i + 1]!),
    y: rangeText(y, y.edges[j]!, y.edges[j + 1]!),
    content: isCounted ? String(values[bin]) : valueAndError(values[bin]!, errors[bin]!),
  };
}
