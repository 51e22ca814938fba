import { type BlindRange, reachesInto } from "../analysis/blinding.ts";
import { createHistogram, type Histogram, nameOf } from "../histogram/histogram.ts";
import type { PlotSource } from "./plot-source.ts";
import { shortNumber } from "./ticks.ts";

/**
 * The same sources with data that hold nothing in bins that a range reaches into, flow bins included, so that nothing that is made of them
 * gives it away: points, sums, means, tables, ratios. Simulation stays. Maps and categories have no ranges.
 */
export function blindedSources(sources: readonly PlotSource[], blind: readonly BlindRange[]): PlotSource[] {
  if (blind.length === 0) return [...sources];
  return sources.map((source) =>
    source.kind === "data" ? { ...source, histogram: blindedHistogram(source.histogram, blind), blind } : source,
  );
}

function blindedHistogram(histogram: Histogram, blind: readonly BlindRange[]): Histogram {
  const [axis, more] = histogram.axes;
  if (axis === undefined || more !== undefined || axis.kind === "category") return histogram;
  const borders = [-Infinity, ...axis.edges, Infinity];
  const shown = (cells: Float64Array) =>
    cells.map((value, i) => (blind.some((range) => reachesInto(range, borders[i]!, borders[i + 1]!)) ? 0 : value));
  const { title, axes, entries, sumw, sumw2 } = histogram;
  const profile = histogram.profile && {
    ...histogram.profile,
    sumwy: shown(histogram.profile.sumwy),
    sumwy2: shown(histogram.profile.sumwy2),
  };
  const sums = { entries: shown(entries), sumw: shown(sumw), sumw2: shown(sumw2), profile };
  return createHistogram({ ...nameOf(histogram), title, axes, ...sums });
}

/** Whether data of some drawn bins, or of part of them, are not shown. @param stop the bin behind the last one */
export function isBlinded(
  { blind, edges }: { readonly blind: readonly BlindRange[]; readonly edges: readonly number[] },
  start: number,
  stop = start + 1,
): boolean {
  return blind.some((range) => reachesInto(range, edges[start]!, edges[stop]!));
}

/** Whether data outside the axis are not shown on one side: a range reaches there. */
export function isFlowBlinded(
  { blind, edges }: { readonly blind: readonly BlindRange[]; readonly edges: readonly number[] },
  side: "underflow" | "overflow",
): boolean {
  const [lower, upper] = side === "underflow" ? [-Infinity, edges[0]!] : [edges.at(-1)!, Infinity];
  return blind.some((range) => reachesInto(range, lower, upper));
}

/** `120 to 130 GeV`, of several ranges all; undefined if nothing is blinded. */
export function blindText({
  blind,
  axis,
}: {
  readonly blind: readonly BlindRange[];
  readonly axis: { readonly unit: string };
}): string | undefined {
  if (blind.length === 0) return undefined;
  const ranges = blind.map(({ from, to }) => `${shortNumber(from)} to ${shortNumber(to)}`);
  return `${[...new Set(ranges)].join(", ")}${axis.unit === "" ? "" : ` ${axis.unit}`}`;
}
