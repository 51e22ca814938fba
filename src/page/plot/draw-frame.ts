import { ticksOn } from "../../plot/axis-scale.ts";
import { flowOf } from "../../plot/flow.ts";
import { linearTicks, logTicks, type Ticks } from "../../plot/ticks.ts";
import { plotFont, xOf, yOf } from "./canvas.ts";
import { drawLabelText } from "./draw-label-text.ts";
import type { DrawnFrame, Drawing } from "./plot-frame.ts";

const majorPixels = 10;
const minorPixels = 5;

/** @param length of the axis in CSS pixels of the design */
export function xTicks({ model, zoom }: DrawnFrame, length: number): Ticks {
  const about = Math.max(2, Math.min(10, length / 70));
  return ticksOn(model.axis, model.edges[zoom.start]!, model.edges[zoom.stop]!, about);
}

export function yTicks({ y, log }: DrawnFrame, length: number): Ticks {
  const about = Math.max(2, Math.min(8, length / 55));
  return log ? logTicks(y.lower, y.upper, about) : linearTicks(y.lower, y.upper, about);
}

/** The frame of the plot, with ticks that point inward on all four sides. */
export function drawInnerTicks(drawing: Drawing): void {
  const { u, ctx, frame, unit } = drawing;
  const { left, top, width, height } = u.bbox;
  const [right, bottom] = [left + width, top + height];
  const [x, y] = [xTicks(frame, width / unit), yTicks(frame, height / unit)];
  const line = Math.max(1, Math.round(unit));
  ctx.save();
  ctx.strokeStyle = frame.theme.ink;
  ctx.lineWidth = line;
  ctx.beginPath();
  for (const [ticks, pixels] of lengths(x, unit))
    for (const tick of ticks) {
      const at = crisp(xOf(drawing, tick), line);
      if (at < left || at > right) continue;
      ctx.moveTo(at, bottom);
      ctx.lineTo(at, bottom - pixels);
      ctx.moveTo(at, top);
      ctx.lineTo(at, top + pixels);
    }
  for (const [ticks, pixels] of lengths(y, unit))
    for (const tick of ticks) {
      const at = crisp(yOf(drawing, tick), line);
      if (at < top || at > bottom) continue;
      ctx.moveTo(left, at);
      ctx.lineTo(left + pixels, at);
      ctx.moveTo(right, at);
      ctx.lineTo(right - pixels, at);
    }
  ctx.rect(crisp(left, line), crisp(top, line), Math.round(width), Math.round(height));
  ctx.stroke();
  ctx.restore();
}

function lengths({ major, minor }: Ticks, unit: number): [readonly number[], number][] {
  return [
    [major, majorPixels * unit],
    [minor, minorPixels * unit],
  ];
}

/** A line of odd width is sharp when its middle lies between two pixels. */
function crisp(position: number, lineWidth: number): number {
  return Math.round(position) + (lineWidth % 2) / 2;
}

/** Titles at the far ends of the axes, as on the plots of the experiments. */
export function drawAxisTitles({
  u,
  ctx,
  frame,
  unit,
}: Omit<Drawing, "frame"> & { readonly frame: Pick<DrawnFrame, "titles" | "theme"> }): void {
  const { left, top, width } = u.bbox;
  ctx.save();
  ctx.fillStyle = frame.theme.ink;
  const pixels = titlePixels(width / unit) * unit;
  ctx.textAlign = "right";
  ctx.textBaseline = "alphabetic";
  drawLabelText(ctx, frame.titles.x, left + width, u.ctx.canvas.height - 2 * unit - 0.23 * pixels, pixels);
  ctx.translate(2 * unit, top);
  ctx.rotate(-Math.PI / 2);
  drawLabelText(ctx, frame.titles.y, 0, 0.92 * pixels, pixels);
  ctx.restore();
}

function titlePixels(width: number): number {
  return width < 480 ? 13 : 15;
}

/** A pale band behind the bins whose yields are shown beside the plot. */
export function drawWindowBand(drawing: Drawing): void {
  const { u, ctx, frame } = drawing;
  if (frame.window === undefined) return;
  const { edges } = frame.model;
  const { left, top, width, height } = u.bbox;
  const clamp = (x: number) => Math.min(Math.max(x, left), left + width);
  const [from, to] = [frame.window.start, frame.window.stop].map((edge) => clamp(xOf(drawing, edges[edge]!)));
  ctx.save();
  ctx.fillStyle = frame.theme.window;
  ctx.fillRect(from!, top, to! - from!, height);
  ctx.restore();
}

/** What lies outside the axis, as a small mark with a number at the end where that is in view. */
export function drawFlow({ u, ctx, frame, unit }: Drawing): void {
  const { model, zoom, theme } = frame;
  const { left, top, width, height } = u.bbox;
  const [below, above] = [
    zoom.start === 0 ? flowOf(model, "underflow") : undefined,
    zoom.stop === model.bins ? flowOf(model, "overflow") : undefined,
  ];
  const y = top + height - 14 * unit;
  ctx.save();
  ctx.font = plotFont(11 * unit);
  ctx.textBaseline = "bottom";
  ctx.lineWidth = 4 * unit;
  ctx.strokeStyle = theme.background;
  ctx.fillStyle = theme.ink;
  const put = (text: string, x: number, align: CanvasTextAlign) => {
    ctx.textAlign = align;
    ctx.strokeText(text, x, y);
    ctx.fillText(text, x, y);
  };
  if (below) put(`◂ ${below.mark}`, left + 14 * unit, "left");
  if (above) put(`${above.mark} ▸`, left + width - 14 * unit, "right");
  ctx.restore();
}
