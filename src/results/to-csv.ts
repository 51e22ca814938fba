import type { AnalysisView, SumsView } from "../protocol/documents/analysis-view.ts";
import { isWhole } from "./root-titles.ts";

type Cell = string | number | boolean;

/**
 * All histograms as CSV (RFC 4180, UTF-8, one line for each bin). `sample` is empty for the sums of a group. Bin 0 is the underflow, which
 * begins at −inf, and the last one the overflow, which ends at inf. `error` is √Σw². `complete` says whether everything of the group or
 * sample is in. Numbers are written so that reading them gives the same float64.
 */
export function histogramsToCsv(view: AnalysisView): string {
  const header = ["histogram", "group", "sample", "bin", "lower", "upper", "entries", "sumw", "error", "complete"];
  const lines = [lineOf(header)];
  for (const { name } of view.histograms)
    for (const [group, sample, sums] of everySums(view)) {
      const histogram = sums.histograms.get(name);
      if (histogram === undefined) continue;
      const { axis, entries, sumw, sumw2 } = histogram;
      const whole = isWhole(sums);
      for (let bin = 0; bin < axis.bins + 2; bin++) {
        const [lower, upper] = [axis.edges[bin - 1] ?? -Infinity, axis.edges[bin] ?? Infinity];
        const numbers = [bin, lower, upper, entries[bin]!, sumw[bin]!, Math.sqrt(sumw2[bin]!)];
        lines.push(lineOf([name, group, sample, ...numbers, whole]));
      }
    }
  return lines.join("");
}

/** The cutflow in the same manner, a line for each stage: events that passed this cut and all before it. */
export function cutflowToCsv(view: AnalysisView): string {
  const lines = [lineOf(["group", "sample", "cut", "entries", "sumw", "error", "complete"])];
  for (const [group, sample, sums] of everySums(view))
    for (const { name, entries, sumw, sumw2 } of sums.cutflow)
      lines.push(lineOf([group, sample, name, entries, sumw, Math.sqrt(sumw2), isWhole(sums)]));
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
