import { createRegularAxis, createVariableAxis, type NumericAxis } from "../histogram/axis.ts";
import { shapeOf } from "../histogram/axes.ts";
import { createHistogram, type Histogram } from "../histogram/histogram.ts";
import { toHeatMap } from "../plot/heat-map.ts";
import { plainNumber } from "../plot/numbers.ts";
import { type PlotSource, toPlotModel } from "../plot/plot-model.ts";
import { profileMeans, type RootAxis, type RootHistogram } from "../rootio/root-histogram.ts";
import { bold, dim } from "./ansi.ts";
import { mapSize, renderHeatMap } from "./terminal-heat-map.ts";
import { plotLines } from "./terminal-histogram.ts";
import { displayWidth, printable, printableLabel, wrapLines } from "./terminal-text.ts";

export interface DrawOptions {
  /** Width of the terminal, at least 40. */
  readonly columns: number;
  readonly color: boolean;
}

const rows = 20;

/**
 * A histogram of a file, drawn with characters: of one axis as bars, a profile as points with error bars, of two axes as a map.
 *
 * @throws {InvalidAxisError} if its axis is damaged, or has more bins than histograms have here.
 */
export function drawHistogram(histogram: RootHistogram, options: DrawOptions): string {
  const { path, className, title, entries, axes } = histogram;
  const columns = Math.max(40, options.columns);
  const name = title === "" || title === path ? "" : `   ${printableLabel(title)}`;
  const head = [
    ...(displayWidth(printable(path) + name) <= columns
      ? [`${bold(printable(path), options.color)}${name}`]
      : [bold(printable(path), options.color), wrapLines(name.trim(), columns)]),
    dim(`${className}, ${plainNumber(entries)} entries`, options.color),
    "",
  ];
  const body =
    axes.length === 1 ? drawBars(histogram, columns, options.color) : drawMap(histogram, columns, options.color);
  return [...head, ...body].map((line) => line.trimEnd()).join("\n");
}

function drawBars(histogram: RootHistogram, columns: number, color: boolean): string[] {
  const wanted = toAxis(histogram.axes[0]!);
  const most = columns - 9;
  // Means are not added up: those of several bins are made anew.
  const merge = histogram.profile === undefined ? 1 : Math.ceil(wanted.bins / most);
  const axis = merge === 1 ? wanted : mergedAxis(wanted, merge);
  const { values, variances } = merge === 1 ? histogram : mergedMeans(histogram.profile!, wanted.bins, merge);
  const [sumw, sumw2] = [values.map(finite), variances.map(finite)];
  const drawn = createHistogram({
    name: histogram.path,
    title: histogram.title,
    axes: [axis],
    entries: sumw,
    sumw,
    sumw2,
  });
  const source = sourceOf(drawn, histogram.isProfile ? "data" : "background");
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
    ...(histogram.isProfile || outside.length === 0 ? [] : ["", wrapLines(outside.join(", "), columns)]),
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

function drawMap(histogram: RootHistogram, columns: number, color: boolean): string[] {
  const { path, title, values, variances } = histogram;
  const axes = histogram.axes.map(toAxis);
  const [x, y] = axes;
  if (x === undefined || y === undefined || axes.length > 2 || histogram.isProfile)
    return [`A ${histogram.className} is not drawn.`];
  const { size, strides } = shapeOf(axes);
  // ROOT has x fastest.
  const turned = (cells: Float64Array): Float64Array => {
    const found = new Float64Array(size);
    for (let j = 0; j < y.extent; j++)
      for (let i = 0; i < x.extent; i++) found[i * strides[0]! + j * strides[1]!] = finite(cells[j * x.extent + i]!);
    return found;
  };
  const sumw = turned(values);
  const drawn = createHistogram({ name: path, title, axes, entries: sumw, sumw, sumw2: turned(variances) });
  const map = toHeatMap([sourceOf(drawn, "background")], { maxBins: mapSize(columns, rows) })!;
  return renderHeatMap(map, columns, rows, color);
}

function sourceOf(histogram: Histogram, kind: PlotSource["kind"]): PlotSource {
  return { name: "", label: "content", color: "#00cdff", kind, incomplete: false, histogram };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
