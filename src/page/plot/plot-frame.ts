import type uPlot from "uplot";
import { placeOn } from "../../plot/axis-scale.ts";
import type { BinRange } from "../../plot/bin-range.ts";
import type { BinContent, LegendRow } from "../../plot/legend.ts";
import type { LabelLine } from "../../plot/labels.ts";
import type { PlotModel } from "../../plot/plot-model.ts";
import { linearRange, logRange, logSafe, withRoomAbove, type YRange } from "../../plot/y-range.ts";
import type { PlotTheme } from "./plot-theme.ts";

/** Everything that is drawn at one moment. It is replaced as a whole; nothing in it changes. */
export interface PlotFrame {
  readonly model: PlotModel;
  readonly labels: readonly LabelLine[];
  /** `incomplete: 3 of 12 files missing`; undefined when all is in. */
  readonly notice: string | undefined;
  /** From top to bottom. */
  readonly legend: readonly LegendRow[];
  readonly titles: { readonly x: string; readonly y: string };
  readonly log: boolean;
  readonly zoom: BinRange;
  /** Bins that are marked behind the stack. */
  readonly window: BinRange | undefined;
  readonly theme: PlotTheme;
  /** What is drawn over the stack, below the points; absent: nothing. */
  readonly over?: (drawing: Drawing) => void;
  readonly below?: PanelBelow;
  /** Of its y axis, where that is shared with others; absent: its own. */
  readonly y?: YRange;
  /** The same in colours for white paper; absent: as it is. */
  readonly onPaper?: () => PlotFrame;
}

/** A panel below the frame, which shares its x axis. */
export interface PanelBelow {
  /** CSS pixels of the design. */
  readonly height: number;
  draw(drawing: Drawing): void;
  /** What it shows of a bin, in words and numbers. */
  contentsOf(bin: number): readonly BinContent[];
}

/** Where the legend stands over a plot, in CSS pixels of the design from the upper left corner of the drawing. */
export interface LegendBox {
  readonly left: number;
  readonly bottom: number;
}

/** Of a drawing, in CSS pixels of the design. */
export interface DrawnSize {
  readonly width: number;
  readonly height: number;
}

/** What is left free around the frame; the axis of the bins takes more where there is a panel below. */
export const margins = { top: 8, right: 16, xAxis: 46 };

/** A frame, and what is computed from it once. */
export interface DrawnFrame extends PlotFrame {
  readonly y: YRange;
  /** Absent: it stands elsewhere. */
  readonly legendBox?: LegendBox;
  /** For uPlot: edges, then a column for each simulated group of the specification, the last (topmost) first. */
  readonly columns: [number[], ...(number[] | null[])[]];
}

/** What every drawing of this folder gets: the plot, the frame as it is now, and the length of a CSS pixel in canvas pixels. */
export interface Drawing {
  readonly u: uPlot;
  readonly ctx: CanvasRenderingContext2D;
  readonly frame: DrawnFrame;
  /** Canvas pixels per CSS pixel of the design; a picture to download has its own. */
  readonly unit: number;
}

/** @param legendBox what stands below it stays there @param size of the drawing that it stands on */
export function drawnFrame(frame: PlotFrame, legendBox?: LegendBox, size?: DrawnSize): DrawnFrame {
  const { model, log, zoom } = frame;
  const own = log ? logRange(model, zoom) : linearRange(model, zoom);
  const y = frame.y ?? (legendBox && size ? belowLegend(own, frame, legendBox, size) : own);
  const tops = new Map(model.stack.map(({ group, top }) => [group.name, top]));
  const layers = simulatedGroups(model)
    .reverse()
    .map(({ name }) => {
      const top = tops.get(name);
      if (top === undefined) return emptyColumn(model.bins);
      return stepColumn(log ? top.map((value) => logSafe(value, y.lower)) : top);
    });
  return { ...frame, y, ...(legendBox && { legendBox }), columns: [Array.from(model.edges), ...layers] };
}

/** About as wide as the numbers of the y axis and its title are at most. */
const yAxisWidth = 100;
/** Contents keep this much of the height, however long the legend is. */
const leastPart = 0.4;

/** The range, up to where the contents of the bins below the legend are really below it. */
function belowLegend(
  range: YRange,
  { model, zoom, log, below }: PlotFrame,
  legend: LegendBox,
  { width, height }: DrawnSize,
): YRange {
  const free = 1 - (legend.bottom + 8 - margins.top) / (height - margins.top - margins.xAxis - (below?.height ?? 0));
  const left = (legend.left - yAxisWidth) / (width - margins.right - yAxisWidth);
  const shown = { ...model.axis, edges: model.edges.slice(zoom.start, zoom.stop + 1) };
  const first = shown.edges.findLastIndex((edge) => placeOn(shown, edge) <= left);
  const covered = { start: zoom.start + Math.max(0, first), stop: zoom.stop };
  return withRoomAbove(range, model, covered, Math.max(leastPart, free), log);
}

/** Shown or not, bottom first: each has its series, so that switching one off makes no new plot. */
export function simulatedGroups(model: PlotModel): PlotModel["groups"][number][] {
  return model.groups.filter((group) => group.kind !== "data");
}

// How bins become columns for uPlot, in this file alone. uPlot wants columns of one length over ascending x: n bins become their n + 1
// edges, each content stands at the lower edge of its bin, and the last one is repeated at the upper edge, where the last step ends.

/** Column of one histogram: contents.length + 1 numbers. */
export function stepColumn(contents: ArrayLike<number>): number[] {
  const column = Array.from(contents);
  if (column.length > 0) column.push(column[column.length - 1]!);
  return column;
}

/** Column of something that is not drawn. */
export function emptyColumn(bins: number): null[] {
  return Array.from({ length: bins + 1 }, () => null);
}
