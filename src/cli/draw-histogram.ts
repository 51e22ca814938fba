import { createRegularAxis, createVariableAxis, type NumericAxis } from "../histogram/axis.ts";
import { createHistogram } from "../histogram/histogram.ts";
import { plainNumber } from "../plot/numbers.ts";
import { toPlotModel } from "../plot/plot-model.ts";
import { profileMeans, type RootAxis, type RootHistogram } from "../rootio/root-histogram.ts";
import { bold, dim, paint } from "./ansi.ts";
import { plotLines } from "./terminal-histogram.ts";
import { displayWidth, padStart, printable, truncate } from "./terminal-text.ts";

export interface DrawOptions {
  /** Width of the terminal, at least 40. */
  readonly columns: number;
  readonly color: boolean;
}

const rows = 20;

/**
 * A histogram of a file, drawn with characters: of one axis as bars, a profile as points with error bars, of two axes as shades.
 *
 * @throws {InvalidAxisError} if its axis is damaged, or has more bins than histograms have here.
 */
export function drawHistogram(histogram: RootHistogram, options: DrawOptions): string {
  const { path, className, title, entries, axes } = histogram;
  const columns = Math.max(40, options.columns);
  const name = title === "" || title === path ? "" : `   ${printable(title)}`;
  const head = [
    `${bold(printable(path), options.color)}${name}`,
    dim(`${className}, ${plainNumber(entries)} entries`, options.color),
    "",
  ];
  const body =
    axes.length === 1 ? drawBars(histogram, columns, options.color) : drawShades(histogram, columns, options.color);
  return [...head, ...body].map((line) => line.trimEnd()).join("\n");
}

function drawBars(histogram: RootHistogram, columns: number, color: boolean): string[] {
  const wanted = toAxis(histogram.axes[0]!);
  const most = columns - 9;
  // Means are not added up: those of several bins are made anew.
  const merge = histogram.profile === undefined ? 1 : Math.ceil(wanted.bins / most);
  const axis = merge === 1 ? wanted : mergedAxis(wanted, merge);
  const { values, variances } = merge === 1 ? histogram : mergedMeans(histogram.profile!, wanted.bins, merge);
  const sumw = values.map((value) => (Number.isFinite(value) ? value : 0));
  const sumw2 = variances.map((value) => (Number.isFinite(value) ? value : 0));
  const drawn = createHistogram({
    name: histogram.path,
    title: histogram.title,
    axes: [axis],
    entries: sumw,
    sumw,
    sumw2,
  });
  const kind = histogram.isProfile ? "data" : "background";
  const source = { name: "", label: "", color: "#00cdff", kind, incomplete: false, histogram: drawn } as const;
  const plot = toPlotModel([source], { maxBins: most, countErrors: "root" })!;
  const [below, above] = [sumw[0]!, sumw[axis.bins + 1]!];
  const outside = [
    ...(below === 0 ? [] : [`${plainNumber(below)} below the axis`]),
    ...(above === 0 ? [] : [`${plainNumber(above)} above it`]),
  ];
  const negative = plot.groups[0]!.values.filter((value) => value < 0).length;
  const together = merge * plot.rebin;
  return [
    histogram.isProfile ? "Mean in each bin" : "Content of each bin",
    ...plotLines(plot, most, rows, color),
    ...(histogram.isProfile || outside.length === 0 ? [] : ["", outside.join(", ")]),
    ...(negative === 0 ? [] : ["", `${negative} bins are below 0 and not drawn`]),
    ...(together === 1 ? [] : ["", `Drawn with ${together} bins as one, to fit the width`]),
  ];
}

function toAxis({ title, bins, lower, upper, edges }: RootAxis): NumericAxis {
  return edges === undefined
    ? createRegularAxis({ bins, lower, upper, label: title })
    : createVariableAxis({ edges, label: title });
}

function mergedAxis({ edges, bins, label }: NumericAxis, merge: number): NumericAxis {
  return createVariableAxis({ edges: Array.from(edges).filter((_, i) => i % merge === 0 || i === bins), label });
}

function mergedMeans(sums: NonNullable<RootHistogram["profile"]>, bins: number, merge: number) {
  const add = (cells: Float64Array): Float64Array => {
    if (cells.length === 0) return cells;
    const merged = new Float64Array(Math.ceil(bins / merge) + 2);
    for (let bin = 0; bin < bins; bin++) merged[1 + Math.floor(bin / merge)]! += cells[bin + 1]!;
    return merged;
  };
  const { sumwy, sumwy2, sumw, sumw2 } = sums;
  return profileMeans({ sumwy: add(sumwy), sumwy2: add(sumwy2), sumw: add(sumw), sumw2: add(sumw2) });
}

/** From little to much: without colour, and as colours of the palette, dark to bright. */
const shades = [".", ":", "-", "=", "+", "*", "#", "@"] as const;
const heat = [17, 18, 61, 97, 133, 169, 209, 220] as const;

function drawShades({ axes, values, isProfile }: RootHistogram, columns: number, color: boolean): string[] {
  const [x, y] = axes as readonly [RootAxis, RootAxis];
  if (axes.length > 2) return ["Three axes are not drawn."];
  const labelWidth = 9;
  const [mergeX, mergeY] = [Math.ceil(x.bins / (columns - labelWidth - 3)), Math.ceil(y.bins / rows)];
  const [width, height] = [Math.ceil(x.bins / mergeX), Math.ceil(y.bins / mergeY)];
  const cells = new Float64Array(width * height);
  for (let j = 0; j < y.bins; j++)
    for (let i = 0; i < x.bins; i++) {
      const value = values[(j + 1) * (x.bins + 2) + i + 1]!;
      if (Number.isFinite(value)) cells[Math.floor(j / mergeY) * width + Math.floor(i / mergeX)]! += value;
    }
  const most = cells.reduce((a, b) => Math.max(a, b), 0);
  const cellOf = (value: number): string => {
    if (!(value > 0)) return " ";
    const step = Math.min(shades.length - 1, Math.floor((value / most) * shades.length));
    return color ? paint("█", heat[step]) : shades[step]!;
  };
  const edgeOf = ({ lower, upper, bins, edges }: RootAxis, bin: number) =>
    plainNumber(edges?.[bin] ?? lower + (bin * (upper - lower)) / bins);
  const lines: string[] = [];
  for (let row = height - 1; row >= 0; row--) {
    const label = row % 5 === 0 ? edgeOf(y, row * mergeY) : "";
    const cellsOfRow = Array.from(cells.subarray(row * width, (row + 1) * width), cellOf).join("");
    lines.push(`${padStart(truncate(label, labelWidth), labelWidth)} │${cellsOfRow}`);
  }
  const [first, last] = [edgeOf(x, 0), edgeOf(x, x.bins)];
  const gap = Math.max(1, width - displayWidth(first) - displayWidth(last) + 1);
  const merged = mergeX * mergeY === 1 ? [] : ["", `Drawn with ${mergeX} × ${mergeY} bins as one, to fit the terminal`];
  const titles = [x.title, y.title].map((title) => printable(title)).filter((title) => title !== "");
  return [
    `${isProfile ? "Mean" : "Content"}: ${color ? "" : `${shades.join("")} `}up to ${plainNumber(most)} in one cell`,
    ...lines,
    `${" ".repeat(labelWidth)} └${"─".repeat(width)}`,
    `${" ".repeat(labelWidth + 1)}${first}${" ".repeat(gap)}${last}`,
    ...(titles.length === 0
      ? []
      : [padStart(`x: ${titles[0]!}${titles[1] === undefined ? "" : `, y: ${titles[1]}`}`, 0)]),
    ...merged,
  ];
}
