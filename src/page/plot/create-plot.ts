import uPlot from "uplot";
import { binAt, binsBetween, type BinRange } from "../../plot/bin-range.ts";
import { middleOf } from "../../plot/axis-scale.ts";
import type { Drawing } from "./plot-frame.ts";
import { drawErrorBars } from "./error-bars.ts";
import { drawHatching } from "./hatching.ts";
import { drawAxisTitles, drawFlow, drawInnerTicks, drawWindowBand } from "./draw-frame.ts";
import { drawLabels } from "./labels.ts";
import { xAxis, xScale, yAxis, yScale } from "./plot-axes.ts";
import { drawnFrame, type DrawnFrame, type LegendBox, margins, type PlotFrame, simulatedGroups } from "./plot-frame.ts";

export interface PlotOptions {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Factor for everything that has a size in CSS pixels: text, points, ticks. */
  readonly scale?: number;
  /** Draws the legend. Where it is given, this is a picture: it has a background, and no cursor. */
  readonly drawLegend?: (drawing: Drawing) => void;
  /** Where the legend stands over the plot now; absent or undefined: it does not. */
  readonly legendBox?: (frame: PlotFrame) => LegendBox | undefined;
  /** The pointer stands on another bin; undefined when it has left. */
  readonly onBin?: (bin: number | undefined) => void;
  /** The user drew a range; undefined: wants all of it. */
  readonly onZoom?: (range: BinRange | undefined) => void;
}

export interface Plot {
  readonly canvas: HTMLCanvasElement;
  /** What the pointer meets: the area within the axes. */
  readonly over: HTMLElement;
  /** Draws another frame. It must be of the same histogram, with the same kind of y axis, and as much below. */
  update(frame: PlotFrame): void;
  resize(width: number, height: number): void;
  /** Puts the cursor line on a bin, or takes it away. */
  showBin(bin: number | undefined): void;
  /** Marks what lies between two places, in CSS pixels from the left of the area; at the end that is the range that was drawn. */
  readonly mark: (from: number, to: number, isEnd: boolean) => void;
  destroy(): void;
}

/** A plot in the element: the stack by uPlot, everything else by the drawings of this folder. */
export function createPlot(target: HTMLElement, first: PlotFrame, options: PlotOptions): Plot {
  const scale = options.scale ?? 1;
  const drawn = (next: PlotFrame, { width, height }: { readonly width: number; readonly height: number }) =>
    drawnFrame(next, options.legendBox?.(next), { width: width / scale, height: height / scale });
  let given = first;
  let frame: DrawnFrame = drawn(given, options);
  const u = new uPlot(
    {
      width: options.width,
      height: options.height,
      padding: [margins.top * scale, margins.right * scale, 0, 0],
      legend: { show: false },
      series: [{}, ...layerSeries(() => frame)],
      scales: { x: xScale(() => frame), y: yScale(() => frame) },
      axes: [xAxis(() => frame, scale), yAxis(() => frame, scale)],
      cursor: cursorOf(() => frame, options),
      hooks: hooksOf(() => frame, options),
    },
    frame.columns,
    target,
  );
  // The line of the cursor goes on through the panel below.
  u.root.style.setProperty("--below", `${first.below?.height ?? 0}px`);
  if (options.onBin !== undefined) listenToPointer(u, () => frame, options.onBin);
  return {
    canvas: u.ctx.canvas,
    over: u.over,
    mark: (from, to, isEnd) => {
      const left = Math.min(from, to);
      u.setSelect({ left, top: 0, width: Math.abs(to - from), height: u.over.clientHeight }, isEnd);
    },
    update: (next) => {
      given = next;
      frame = drawn(given, u);
      u.setData(frame.columns, true);
    },
    resize: (width, height) => {
      if (width === u.width && height === u.height) return;
      u.setSize({ width, height });
      frame = drawn(given, u);
      u.setData(frame.columns, true);
    },
    showBin: (bin) => {
      const left = bin === undefined ? -10 : u.valToPos(middleOf(frame.model.axis, frame.model.edges, bin), "x");
      u.setCursor({ left, top: bin === undefined ? -10 : 0 }, false);
    },
    destroy: () => {
      u.destroy();
    },
  };
}

/** What is drawn beside the layers, and what dragging does. */
function hooksOf(frame: () => DrawnFrame, { scale = 1, drawLegend, onZoom }: PlotOptions): uPlot.Hooks.Arrays {
  const drawingOf = (u: uPlot): Drawing => ({ u, ctx: u.ctx, frame: frame(), unit: uPlot.pxRatio * scale });
  return {
    drawClear: [
      (u) => {
        if (drawLegend) fillBackground(drawingOf(u));
        else drawWindowBand(drawingOf(u));
      },
    ],
    draw: [
      (u) => {
        const drawing = drawingOf(u);
        drawHatching(drawing);
        drawing.frame.over?.(drawing);
        drawErrorBars(drawing);
        drawInnerTicks(drawing);
        drawAxisTitles(drawing);
        drawLabels(drawing);
        drawFlow(drawing);
        drawing.frame.below?.draw(drawing);
        drawLegend?.(drawing);
      },
    ],
    setSelect: [
      (u) => {
        const { left, width } = u.select;
        if (width <= 0) return;
        const range = binsBetween(frame().model.edges, u.posToVal(left, "x"), u.posToVal(left + width, "x"));
        u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        if (range !== undefined) onZoom?.(range);
      },
    ],
  };
}

/** The layers, the topmost first: each is filled down to the axis, and the next one covers its lower part. */
function layerSeries(frame: () => DrawnFrame): uPlot.Series[] {
  const paths = uPlot.paths.stepped?.({ align: 1 });
  return simulatedGroups(frame().model)
    .reverse()
    .map(({ label }, i) => ({
      label,
      fill: () => simulatedGroups(frame().model).at(-1 - i)!.color,
      stroke: () => frame().theme.outline,
      width: 1,
      points: { show: false },
      fillTo: () => (frame().log ? frame().y.lower : 0),
      ...(paths === undefined ? {} : { paths }),
    }));
}

/** A line that snaps to the middle of the bin; dragging marks a range. */
function cursorOf(frame: () => DrawnFrame, options: PlotOptions): uPlot.Cursor {
  if (options.drawLegend !== undefined) return { show: false };
  return {
    y: false,
    points: { show: false },
    drag: { x: true, y: false, setScale: false, dist: 6 },
    move: (u, left, top) => {
      const { axis, edges } = frame().model;
      const bin = binAt(edges, u.posToVal(left, "x"));
      if (left < 0 || bin === undefined) return [left, top];
      return [u.valToPos(middleOf(axis, edges, bin), "x"), top];
    },
    bind: {
      dblclick: () => () => {
        options.onZoom?.(undefined);
        return null;
      },
    },
  };
}

/** uPlot's own hook for the cursor also speaks when it draws again; only what the pointer does counts. */
function listenToPointer(u: uPlot, frame: () => DrawnFrame, onBin: (bin: number | undefined) => void): void {
  u.over.addEventListener("mousemove", ({ offsetX, target }) => {
    if (target === u.over) onBin(binAt(frame().model.edges, u.posToVal(offsetX, "x")));
  });
  u.over.addEventListener("mouseleave", () => {
    onBin(undefined);
  });
}

function fillBackground({ u, ctx, frame }: Drawing): void {
  ctx.save();
  ctx.fillStyle = frame.theme.background;
  ctx.fillRect(0, 0, u.ctx.canvas.width, u.ctx.canvas.height);
  ctx.restore();
}
