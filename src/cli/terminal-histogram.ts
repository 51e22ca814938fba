import { histogramKey, titleWithRegion } from "../histogram/histogram.ts";
import { conditionsText, eventsPerBin, eventsPerUnit, meanTitle, wholeSamples } from "../plot/labels.ts";
import { plainNumber } from "../plot/numbers.ts";
import { toHeatMap } from "../plot/heat-map.ts";
import { blindText, isBlinded } from "../plot/blinded.ts";
import { type PlotModel, sourcesOfView, toPlotModel } from "../plot/plot-model.ts";
import { placeOn, tickTextOn, ticksOn } from "../plot/axis-scale.ts";
import { linearTicks } from "../plot/ticks.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { bold, paletteColor, warning } from "./ansi.ts";
import { backdropOf, Canvas, drawStack } from "./canvas.ts";
import { incompleteNames } from "./incomplete.ts";
import { mapSize, renderHeatMap } from "./terminal-heat-map.ts";
import { renderLegend } from "./plot-legend.ts";
import { displayWidth, padStart, printable, printableLabel, truncate, wrapLines } from "./terminal-text.ts";

export interface TerminalHistogramOptions {
  /** Key of the histogram; the first of the specification if absent. */
  readonly histogram?: string;
  /** Width of the terminal, at least 40. */
  readonly columns: number;
  /** Rows of the plotting area. */
  readonly rows?: number;
  readonly color: boolean;
  /** Events per unit of the axis in place of events per bin. */
  readonly perUnit?: boolean;
  /** All missing parts, where the view holds only the first of them. */
  readonly missingCount?: number;
}

/**
 * A histogram drawn with characters: simulation stacked in the order of the specification, data as points with error
 * bars, axes, legend with yields. Bins that do not fit the width are added up for the drawing only, and a line says so;
 * so does a line if something is missing. Without colour each group has its own shade.
 */
export function renderTerminalHistogram(view: AnalysisView, options: TerminalHistogramOptions): string {
  const name = options.histogram ?? view.histograms.map(histogramKey)[0] ?? "";
  const columns = Math.max(40, options.columns);
  const rows = Math.max(5, options.rows ?? 20);
  // Six columns for the numbers of the y axis, one each for the axis and the right border.
  const sources = sourcesOfView(view, name, incompleteNames(view).groups);
  const map = toHeatMap(sources, { maxBins: mapSize(columns, rows) });
  if (map !== undefined)
    return [...conditions(view, options), "", ...renderHeatMap(map, columns, rows, options.color)]
      .map((line) => line.trimEnd())
      .join("\n");
  const plot = toPlotModel(sources, { maxBins: columns - 9, perUnit: options.perUnit ?? false });
  if (plot === undefined) return `no histogram "${printable(name)}"`;
  const lines = [
    ...header(view, plot, options),
    ...plotLines(plot, columns - 9, rows, options.color),
    "",
    renderLegend(plot, options.color, columns),
    ...notes(plot, columns),
  ];
  return lines.map((line) => line.trimEnd()).join("\n");
}

function header(view: AnalysisView, plot: PlotModel, options: TerminalHistogramOptions): string[] {
  const title = plot.region === undefined ? [] : [wrapLines(printableLabel(titleWithRegion(plot)), options.columns)];
  return [...conditions(view, options), ...title, "", perBin(plot)];
}

/** A plot with its two axes. */
export function plotLines(plot: PlotModel, maxWidth: number, rows: number, color: boolean): string[] {
  const top = highest(plot);
  const canvas = drawPlot(plot, rows, top, maxWidth, color);
  return [...yAxis(canvas, top), ...xAxis(plot, columnsOf(plot, maxWidth), maxWidth)];
}

/** Of which release it is, under which conditions, and what is missing. */
function conditions(view: AnalysisView, options: TerminalHistogramOptions): string[] {
  const { spec, status } = view;
  const { color, missingCount = view.missing.length } = options;
  const parts = `${missingCount} ${missingCount === 1 ? "part is" : "parts are"} missing`;
  const state = {
    complete: undefined,
    running: "Not finished: the plot shows what is in so far",
    incomplete: `INCOMPLETE: ${parts}; * marks what is not whole`,
    cancelled: "CANCELLED: the plot shows what came in before",
  }[status];
  const label = printableLabel(spec.release.label);
  const text = conditionsText(spec, wholeSamples(view.groups));
  const columns = Math.max(40, options.columns);
  const isOneLine = displayWidth(label) + 3 + displayWidth(text) <= columns;
  return [
    ...(isOneLine
      ? [`${bold(label, color)}   ${text}`]
      : [bold(wrapLines(label, columns), color), wrapLines(text, columns)]),
    ...(state === undefined ? [] : [warning(wrapLines(state, columns), color)]),
  ];
}

/** Of the drawn bins. */
function perBin({ axis, edges, perUnit, profile }: PlotModel): string {
  if (profile !== undefined) return printableLabel(meanTitle(profile));
  if (perUnit) return eventsPerUnit({ unit: printableLabel(axis.unit) });
  const [first = 0, second = 1] = edges;
  return eventsPerBin({ ...axis, unit: printableLabel(axis.unit) }, plainNumber(second - first));
}

/** Upper end of the y axis: the highest point with its error, and a little air. */
function highest(plot: PlotModel): number {
  const points = plot.data.flatMap(({ values, up }) =>
    Array.from(values, (value, i) => (value === 0 ? 0 : value + (up[i] ?? 0))),
  );
  const totals = plot.edges
    .slice(1)
    .map((_, i) => plot.stack.reduce((sum, { group }) => sum + Math.max(0, group.values[i] ?? 0), 0));
  const most = [...points, ...totals].reduce((a, b) => Math.max(a, b), 0);
  return most > 0 ? most * 1.05 : 1;
}

function drawPlot(plot: PlotModel, rows: number, top: number, maxWidth: number, color: boolean): Canvas {
  const borders = columnsOf(plot, maxWidth);
  const canvas = new Canvas(borders.at(-1)!, rows);
  for (let bin = 0; bin < plot.bins; bin++) {
    const [start, end] = [borders[bin]!, borders[bin + 1]!];
    const width = end - start;
    const heights = plot.stack.map(({ group }) => (Math.max(0, group.values[bin] ?? 0) / top) * rows);
    const colors = plot.stack.map(({ group }) => paletteColor(group.color));
    drawStack(canvas, { start, width, heights, colors, color });
    for (const series of isBlinded(plot, bin) ? [] : plot.data) {
      const column = start + Math.floor((width - 1) / 2);
      const [value = 0, down = 0, up = 0] = [series.values[bin], series.down[bin], series.up[bin]];
      drawPoint(canvas, column, rows / top, value, value - down, value + up);
    }
  }
  return canvas;
}

/**
 * The column at which each edge stands. Bins of equal width have equally many columns; others as many as their width on the scale of the axis
 * is worth, and one at least, so that very narrow ones push the others aside.
 */
function columnsOf({ axis, edges, bins }: PlotModel, maxWidth: number): number[] {
  if (axis.kind !== "variable") {
    const binWidth = Math.max(1, Math.min(16, Math.floor(maxWidth / bins)));
    return edges.map((_, i) => i * binWidth);
  }
  // Logarithmic bins are mostly equally wide as they are drawn; so they stay.
  const width = axis.scale === "log" ? Math.max(1, Math.floor(maxWidth / bins)) * bins : maxWidth;
  const columns: number[] = [];
  for (const [i, edge] of edges.entries()) {
    const wanted = Math.round(placeOn({ scale: axis.scale, edges }, edge) * width);
    const least = i === 0 ? 0 : columns[i - 1]! + 1;
    columns.push(Math.min(Math.max(wanted, least), width - (bins - i)));
  }
  return columns;
}

/** A point with its error bar over what is there. Bins without data stay empty, as on published plots. */
function drawPoint(
  canvas: Canvas,
  column: number,
  rowsPerEvent: number,
  value: number,
  lower: number,
  upper: number,
): void {
  if (value <= 0) return;
  const rowOf = (events: number) => Math.floor(Math.max(0, events) * rowsPerEvent);
  const point = rowOf(value);
  const put = (row: number, character: string) => {
    const background = backdropOf(canvas.get(column, row));
    const contrast = background === undefined ? undefined : contrastTo(background);
    canvas.set(column, row, { character, foreground: contrast, background });
  };
  for (let row = rowOf(lower); row <= rowOf(upper); row++) put(row, row === point ? "●" : "│");
}

/** Black on bright colours, white on dark ones. */
function contrastTo(color: number): number {
  const [red, green, blue] = [Math.floor((color - 16) / 36), Math.floor((color - 16) / 6) % 6, (color - 16) % 6];
  return 0.3 * red + 0.6 * green + 0.1 * blue > 2 ? 16 : 231;
}

function yAxis(canvas: Canvas, top: number): string[] {
  const labels = new Map<number, string>();
  for (const tick of linearTicks(0, top, canvas.height / 4).major)
    if (tick > 0) labels.set(Math.floor((tick / top) * canvas.height), plainNumber(tick));
  const lines: string[] = [];
  for (let row = canvas.height - 1; row >= 0; row--) {
    const label = labels.get(row);
    lines.push(`${padStart(label ?? "", 6)} ${label === undefined ? "│" : "┤"}${canvas.rowText(row)}`);
  }
  return lines;
}

function xAxis(plot: PlotModel, columns: readonly number[], maxWidth: number): string[] {
  const width = columns.at(-1)!;
  const ticks = xTicks(plot, columns);
  const line = Array.from({ length: width + 1 }, (_, i) => (ticks.some(({ column }) => column === i) ? "┬" : "─")).join(
    "",
  );
  let labels = "";
  for (const { column, text } of ticks) {
    const start = column + 8 - Math.floor(displayWidth(text) / 2);
    const begin = Math.min(start, maxWidth + 9 - displayWidth(text));
    if (begin > displayWidth(labels) || labels === "")
      labels += `${" ".repeat(Math.max(0, begin - displayWidth(labels)))}${text}`;
  }
  const unit = plot.axis.unit === "" ? "" : ` [${plot.axis.unit}]`;
  return [
    `${padStart("0", 6)} └${line}`,
    labels,
    padStart(truncate(printableLabel(`${plot.axis.label}${unit}`), maxWidth + 8), width + 8),
  ];
}

/** Round numbers where bins are equally wide or logarithmic, else every so many edges. */
function xTicks(plot: PlotModel, columns: readonly number[]): { column: number; text: string }[] {
  const { edges } = plot;
  const width = columns.at(-1)!;
  const [first = 0, last = 1] = [edges[0], edges.at(-1)];
  const wanted = Math.max(1, Math.floor(width / 10));
  const { kind, scale, categories } = plot.axis;
  if (categories !== undefined)
    return Array.from({ length: plot.bins }, (_, bin) => ({
      column: Math.floor((columns[bin]! + columns[bin + 1]!) / 2),
      text: printableLabel(tickTextOn(plot.axis)(edges[bin]!)),
    }));
  if (scale === "log" || (kind === "regular" && !plot.unevenEnd))
    return ticksOn(plot.axis, first, last, wanted)
      .labelled.toSorted((a, b) => a - b)
      .map((tick) => ({
        column: Math.min(width, Math.round(placeOn({ scale, edges }, tick) * width)),
        text: plainNumber(tick),
      }));
  // Edges that have room for their label, from the left.
  const ticks: { column: number; text: string }[] = [];
  for (const [i, edge] of edges.entries()) {
    const column = columns[i]!;
    if (ticks.length === 0 || column - ticks.at(-1)!.column >= 7) ticks.push({ column, text: plainNumber(edge) });
  }
  return ticks;
}

export function notes(plot: PlotModel, columns: number): string[] {
  const outside =
    plot.axis.categories === undefined ? [] : plot.groups.filter(({ histogram }) => histogram.overflow.entries > 0);
  const overflow = outside.map(
    ({ label, histogram }) => `${printableLabel(label)} ${plainNumber(histogram.overflow.sumw)}`,
  );
  const end = plot.unevenEnd ? "; the last one holds fewer" : "";
  const blinded = blindText(plot);
  const all = [
    ...(blinded === undefined
      ? []
      : [`Blinded: data in ${printableLabel(blinded)} are neither shown nor counted here.`]),
    ...(overflow.length === 0 ? [] : [`Overflow, in no category: ${overflow.join(", ")}`]),
    ...(plot.rebin === 1
      ? []
      : [`Drawn with ${plot.rebin} bins as one, to fit the width${end}. Numbers and files keep every bin.`]),
  ];
  return all.flatMap((note) => ["", wrapLines(note, columns)]);
}
