import { basename, dirname, relative, resolve, sep } from "node:path";
import { parseSpec } from "../analysis/parse-spec.ts";
import type { AnalysisSpec, AnalysisSpecInput } from "../analysis/spec.ts";
import type { Histogram } from "../histogram/histogram.ts";

/** What `hzz draw` was asked for. */
export interface Drawing {
  /** Files below one folder, as `placesOf` gives them, or addresses. */
  readonly files: readonly string[];
  readonly tree: string;
  readonly expression: string;
  readonly y?: string | undefined;
  readonly where?: string | undefined;
  readonly weight?: string | undefined;
}

export interface Bins {
  readonly bins: number;
  readonly scale?: "log" | undefined;
  readonly lower: number;
  readonly upper: number;
}

type AxisInput = AnalysisSpecInput["histograms"][number]["axis"];

/** The specification that a drawing stands for: the entries are counted as they are, nothing is scaled. */
export function drawnSpec(drawing: Drawing, x: Bins, y: Bins | undefined): AnalysisSpec {
  const { expression } = drawing;
  return specWith(drawing, regular(x, expression), y && regular(y, drawing.y ?? ""));
}

function regular({ scale, ...bins }: Bins, label: string): AxisInput {
  return { type: "regular", ...bins, ...(scale === undefined ? {} : { scale }), label: label.slice(0, 200) };
}

function specWith(drawing: Drawing, axis: AxisInput, yAxis: AxisInput | undefined): AnalysisSpec {
  const { files, tree, expression, y, where, weight } = drawing;
  return parseSpec({
    title: expression.slice(0, 200),
    release: { label: files.length === 1 ? basename(files[0]!).slice(0, 200) : `${files.length} files` },
    luminosityInvFb: 1,
    tree,
    energyUnit: "GeV",
    ...(weight === undefined ? {} : { weights: { factors: [], data: [weight] } }),
    ...(where === undefined ? {} : { cuts: [{ name: "where", expression: where }] }),
    histograms: [
      {
        name: "drawn",
        expression,
        axis,
        ...(y === undefined || yAxis === undefined ? {} : { y: { expression: y, axis: yAxis } }),
        title: expression.slice(0, 200),
      },
    ],
    groups: [
      {
        name: "entries",
        label: "Entries",
        color: "#000000",
        kind: "data",
        samples: [{ name: "files", files: [...files] }],
      },
    ],
  } satisfies AnalysisSpecInput);
}

const perDecade = 20;
/** Finer where values are: 20 bins in each power of ten from 10⁻⁶ to 10¹², to both sides of 0. */
const wideEdges = (() => {
  const positive = Array.from({ length: 18 * perDecade + 1 }, (_, i) => 10 ** (i / perDecade - 6));
  return [...positive.map((edge) => -edge).reverse(), ...positive];
})();

/** A specification that finds out where the values of one expression lie; `rangeOf` reads it. */
export function rangeSpec(drawing: Drawing, expression: string): AnalysisSpec {
  return specWith({ ...drawing, expression, y: undefined }, { type: "variable", edges: wideEdges }, undefined);
}

/**
 * Round ends of an axis that shows nearly all entries: one in two thousand at each end may be left to the flow bins, as a single wild value
 * would leave nothing to see.
 *
 * @param found the histogram of `rangeSpec`
 * @param scale logarithmic: the ends are powers of ten, and what is not above 0 is left out
 * @returns undefined if there are no entries
 */
export function rangeOf(
  found: Histogram,
  scale?: "log",
): { readonly lower: number; readonly upper: number } | undefined {
  // The bin around 0 is 0 itself.
  const zero = wideEdges.length / 2 - 1;
  const counts = found.counts().map((count, bin) => (scale === "log" && bin <= zero ? 0 : count));
  const total = counts.reduce((a, b) => a + b, 0);
  if (total === 0) return undefined;
  const bins = Array.from(counts.keys());
  const [first, last] = [endOf(counts, bins, total), endOf(counts, bins.toReversed(), total)];
  if (scale === "log")
    return { lower: powerBelow(wideEdges[first]! * 1.001), upper: 10 * powerBelow(wideEdges[last + 1]! * 0.999) };
  const [low, high] = [first === zero ? 0 : wideEdges[first]!, last === zero ? 0 : wideEdges[last + 1]!];
  const span = high > low ? high - low : Math.max(1, Math.abs(high));
  const step = niceStep(span / 10);
  const lower = Math.floor(low / step) * step;
  const upper = Math.ceil(high / step) * step;
  return { lower, upper: upper > lower ? upper : lower + span };
}

function endOf(counts: Float64Array, bins: readonly number[], total: number): number {
  let seen = 0;
  for (const bin of bins) if ((seen += counts[bin]!) > total / 2000) return bin;
  return bins.at(-1)!;
}

function powerBelow(x: number): number {
  return Number(`1e${Math.floor(Math.log10(x))}`);
}

/** 1, 2 or 5 times a power of ten, at least this. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * power >= least * 0.999) ?? 10) * power;
}

/**
 * How a specification names files of this machine: relative to the folder that holds them all, which is then a mirror. Addresses stay.
 *
 * @param names as they were typed
 */
export function placesOf(names: readonly string[]): { readonly folder: string; readonly files: string[] } {
  const isAddress = (name: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(name);
  const local = names.filter((name) => !isAddress(name)).map((name) => resolve(name));
  let folder = local.length === 0 ? resolve(".") : dirname(local[0]!);
  while (!local.every((path) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep)))
    folder = dirname(folder);
  const toName = (name: string) => relative(folder, resolve(name)).split(sep).join("/");
  return { folder, files: names.map((name) => (isAddress(name) ? name : toName(name))) };
}
