import { histogramKey, type Histogram } from "../histogram/histogram.ts";
import { meansOf, meanVariances } from "../histogram/profile.ts";
import type { AnalysisView, SumsView } from "../protocol/documents/analysis-view.ts";
import { isWhole } from "./root-titles.ts";

type Cell = string | number | boolean;

/**
 * All histograms as CSV (RFC 4180, UTF-8, one line for each bin). `sample` is empty for the sums of a group. Bin 0 is the underflow, which
 * begins at −inf, and the last one the overflow, which ends at inf. `error` is √Σw². `complete` says whether everything of the group or
 * sample is in. Numbers are written so that reading them gives the same float64.
 *
 * Where a histogram has them there are more columns: `region`, `variation`, and `bin2`, `lower2`, `upper2` of a second axis. A category is its
 * own lower and upper end; the overflow of such an axis has neither. Of profiles there are `mean` and `meanError`.
 */
export function histogramsToCsv(view: AnalysisView): string {
  const all = view.histograms;
  const keys = all.map(histogramKey);
  const names = (["region", "variation"] as const).filter((field) => all.some((one) => one[field] !== undefined));
  const hasProfiles = all.some(({ profile }) => profile !== undefined);
  const axes = Math.max(1, ...all.map((one) => one.axes.length));
  const binColumns = ["", "2"].slice(0, axes).map((which) => [`bin${which}`, `lower${which}`, `upper${which}`]);
  const header = [
    "histogram",
    ...names,
    "group",
    "sample",
    ...binColumns.flat(),
    "entries",
    "sumw",
    "error",
    ...(hasProfiles ? ["mean", "meanError"] : []),
    "complete",
  ];
  const lines = [lineOf(header)];
  for (const key of keys)
    for (const [group, sample, sums] of everySums(view)) {
      const histogram = sums.histograms.get(key);
      if (histogram === undefined) continue;
      const { entries, sumw, sumw2, shape } = histogram;
      const whole = isWhole(sums);
      const first = [histogram.name, ...names.map((field) => histogram[field] ?? ""), group, sample];
      const means = hasProfiles ? meanCells(histogram) : [];
      for (let cell = 0; cell < shape.size; cell++) {
        const bins = binColumns.flatMap((_, i) => binOf(histogram, i, cell));
        lines.push(
          lineOf([
            ...first,
            ...bins,
            entries[cell]!,
            sumw[cell]!,
            Math.sqrt(sumw2[cell]!),
            ...means.map((of) => of[cell] ?? ""),
            whole,
          ]),
        );
      }
    }
  return lines.join("");
}

/** Means and their errors, of each cell; nothing where it is no profile. */
function meanCells({ sumw, sumw2, profile }: Histogram): readonly ArrayLike<number>[] {
  if (profile === undefined) return [[], []];
  const sums = { sumw, sumw2, ...profile };
  return [meansOf(sums), meanVariances(sums).map(Math.sqrt)];
}

/** Where a cell lies along one axis: its number, and where it begins and ends. */
function binOf({ axes, shape }: Histogram, which: number, cell: number): Cell[] {
  const axis = axes[which];
  if (axis === undefined) return ["", "", ""];
  const bin = Math.floor(cell / shape.strides[which]!) % axis.extent;
  if (axis.kind !== "category") return [bin, axis.edges[bin - 1] ?? -Infinity, axis.edges[bin] ?? Infinity];
  const category = axis.categories[bin] ?? "";
  return [bin, category, category];
}

/**
 * The cutflow in the same manner, a line for each stage: events that passed this cut and all before it. With regions there is a column
 * `region`; the stages of a region go on behind those of all events, for which it is empty. With variations there is `variation`, empty for
 * the nominal events.
 */
export function cutflowToCsv(view: AnalysisView): string {
  const hasRegions = view.groups.some(({ regions }) => regions.length > 0);
  const isVaried = view.groups.some(({ alternatives }) => alternatives !== undefined);
  const first = (region: string, variation: string) => [
    ...(hasRegions ? [region] : []),
    ...(isVaried ? [variation] : []),
  ];
  const columns = ["group", "sample", "cut", "entries", "sumw", "error", "complete"];
  const lines = [lineOf([...first("region", "variation"), ...columns])];
  for (const [group, sample, sums] of everySums(view))
    for (const { name: variation, cutflow, regions } of [{ ...sums, name: "" }, ...(sums.alternatives ?? [])])
      for (const { name: region, cutflow: stages } of [{ name: "", cutflow }, ...regions])
        for (const { name, entries, sumw, sumw2 } of stages) {
          const cells = [group, sample, name, entries, sumw, Math.sqrt(sumw2), isWhole(sums)];
          lines.push(lineOf([...first(region, variation), ...cells]));
        }
  return lines.join("");
}

/** Each group, then its samples. */
function* everySums({ groups }: AnalysisView): Iterable<readonly [group: string, sample: string, SumsView]> {
  for (const group of groups) {
    yield [group.name, "", group];
    for (const sample of group.samples) yield [group.name, sample.name, sample];
  }
}

/** One record, with its line break. */
export function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(textOf).join(",")}\r\n`;
}

function textOf(cell: Cell): string {
  if (typeof cell === "string") return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  if (cell === Infinity) return "inf";
  if (cell === -Infinity) return "-inf";
  return String(cell);
}
