import { placeOn, tickTextOn, ticksOn } from "../../plot/axis-scale.ts";
import { heatColor, type HeatMap, type MapAxis, shadeOf } from "../../plot/heat-map.ts";
import { axisTitle, type LabelLine } from "../../plot/labels.ts";
import { readableLabel } from "../../plot/readable-label.ts";
import { linearTicks, logTicks, logTickText, tickText } from "../../plot/ticks.ts";
import { plotFont } from "./canvas.ts";
import { drawLabelText, labelWidth } from "./draw-label-text.ts";
import type { PlotTheme } from "./plot-theme.ts";

export interface HeatFrame {
  readonly map: HeatMap;
  readonly labels: readonly LabelLine[];
  readonly notice: string | undefined;
  readonly theme: PlotTheme;
  /** The bin that is marked. */
  readonly bin: number | undefined;
}

/** Where the map stands on the canvas, in CSS pixels. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function boxIn(width: number, height: number): Box {
  const [left, right, top, bottom] = [58, 86, 66, 48];
  return { left, top, width: Math.max(10, width - left - right), height: Math.max(10, height - top - bottom) };
}

type Scale = (value: number) => number;

function scaleOf(axis: MapAxis, start: number, length: number): Scale {
  return (value) => start + placeOn(axis, value) * length;
}

function ticksOf(axis: MapAxis, about: number): readonly (readonly [tick: number, text: string])[] {
  const { labelled } = ticksOn(axis, axis.edges[0]!, axis.edges.at(-1)!, Math.max(2, about));
  return labelled.map((tick) => [tick, readableLabel(tickTextOn(axis)(tick))]);
}

function scalesOf({ x, y }: HeatMap, { left, top, width, height }: Box): { readonly x: Scale; readonly y: Scale } {
  return { x: scaleOf(x, left, width), y: scaleOf(y, top + height, -height) };
}

/** The bin at a position in CSS pixels; undefined beside the map. */
export function heatBinAt(map: HeatMap, size: { width: number; height: number }, at: { x: number; y: number }) {
  const scales = scalesOf(map, boxIn(size.width, size.height));
  const i = map.x.edges.findIndex((edge, k) => k > 0 && at.x < scales.x(edge)) - 1;
  const j = map.y.edges.findIndex((edge, k) => k > 0 && at.y > scales.y(edge)) - 1;
  const isInside = at.x >= scales.x(map.x.edges[0]!) && at.y <= scales.y(map.y.edges[0]!);
  return i < 0 || j < 0 || !isInside ? undefined : i * map.y.bins + j;
}

/**
 * Draws the map with its axes and the colour bar.
 *
 * @param width of the canvas in CSS pixels, as `height`
 * @param density canvas pixels per CSS pixel
 */
export function drawHeatMap(
  canvas: HTMLCanvasElement,
  frame: HeatFrame,
  { width, height, density }: { readonly width: number; readonly height: number; readonly density: number },
): void {
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const ctx = canvas.getContext("2d");
  if (ctx === null) return;
  ctx.setTransform(density, 0, 0, density, 0, 0);
  const { map, theme } = frame;
  ctx.fillStyle = theme.background;
  ctx.fillRect(0, 0, width, height);
  const box = boxIn(width, height);
  const scales = scalesOf(map, box);
  drawCells(ctx, map, scales, density);
  if (frame.bin !== undefined) markBin(ctx, map, frame.bin, scales, theme);
  drawAxes(ctx, map, box, scales, theme);
  drawColorBar(ctx, map, box, theme);
  drawWords(ctx, frame, box);
}

/** Of the titles of the axes. */
const titlePixels = 15;

function drawCells(ctx: CanvasRenderingContext2D, map: HeatMap, scales: { x: Scale; y: Scale }, density: number): void {
  // Whole pixels of the canvas, or thin lines would stand between the bins.
  const snapped = (scale: Scale, edges: readonly number[]) =>
    edges.map((edge) => Math.round(scale(edge) * density) / density);
  const [xs, ys] = [snapped(scales.x, map.x.edges), snapped(scales.y, map.y.edges)];
  for (let bin = 0; bin < map.values.length; bin++) {
    const shade = shadeOf(map, bin);
    if (shade === undefined) continue;
    const [i, j] = [Math.floor(bin / map.y.bins), bin % map.y.bins];
    ctx.fillStyle = heatColor(shade);
    ctx.fillRect(xs[i]!, ys[j + 1]!, xs[i + 1]! - xs[i]!, ys[j]! - ys[j + 1]!);
  }
}

function markBin(
  ctx: CanvasRenderingContext2D,
  { x, y }: HeatMap,
  bin: number,
  scales: { x: Scale; y: Scale },
  theme: PlotTheme,
): void {
  const [i, j] = [Math.floor(bin / y.bins), bin % y.bins];
  const [left, right] = [scales.x(x.edges[i]!), scales.x(x.edges[i + 1]!)];
  const [top, bottom] = [scales.y(y.edges[j + 1]!), scales.y(y.edges[j]!)];
  for (const [color, lineWidth] of [
    [theme.background, 4],
    [theme.ink, 2],
  ] as const) {
    ctx.strokeStyle = color;
    ctx.lineWidth = lineWidth;
    ctx.strokeRect(left, top, right - left, bottom - top);
  }
}

function drawAxes(
  ctx: CanvasRenderingContext2D,
  map: HeatMap,
  { left, top, width, height }: Box,
  scales: { x: Scale; y: Scale },
  theme: PlotTheme,
): void {
  ctx.strokeStyle = ctx.fillStyle = theme.ink;
  ctx.lineWidth = 1;
  ctx.strokeRect(left, top, width, height);
  ctx.font = plotFont(12);
  ctx.beginPath();
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  for (const [tick, text] of ticksOf(map.x, width / 80)) {
    line(ctx, scales.x(tick), top + height, 0, 5);
    ctx.fillText(text, scales.x(tick), top + height + 7);
  }
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const [tick, text] of ticksOf(map.y, height / 55)) {
    line(ctx, left, scales.y(tick), -5, 0);
    ctx.fillText(text, left - 8, scales.y(tick));
  }
  ctx.stroke();
  ctx.textBaseline = "alphabetic";
  drawLabelText(ctx, axisTitle({ name: map.name, axis: map.x }), left + width, top + height + 42, titlePixels);
  // Runs upward, and ends at the top.
  ctx.save();
  ctx.translate(2, top);
  ctx.rotate(-Math.PI / 2);
  drawLabelText(ctx, axisTitle({ name: map.name, axis: map.y }), 0, 0.92 * titlePixels, titlePixels);
  ctx.restore();
}

function drawColorBar(
  ctx: CanvasRenderingContext2D,
  map: HeatMap,
  { left, top, width, height }: Box,
  theme: PlotTheme,
): void {
  const { lower, upper } = map.range;
  const bar = { left: left + width + 14, width: 16 };
  const steps = 128;
  for (let i = 0; i < steps; i++) {
    ctx.fillStyle = heatColor(i / (steps - 1));
    ctx.fillRect(bar.left, top + height - ((i + 1) * height) / steps, bar.width, height / steps + 0.6);
  }
  ctx.strokeStyle = ctx.fillStyle = theme.ink;
  ctx.strokeRect(bar.left, top, bar.width, height);
  ctx.font = plotFont(11);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.beginPath();
  const ticks = map.log ? logTicks(lower, upper, height / 40).labelled : linearTicks(lower, upper, height / 50).major;
  for (const tick of ticks) {
    const part = map.log ? Math.log(tick / lower) / Math.log(upper / lower) : (tick - lower) / (upper - lower);
    if (part < 0 || part > 1) continue;
    const at = top + height * (1 - part);
    line(ctx, bar.left + bar.width, at, 4, 0);
    ctx.fillText(map.log ? logTickText(tick) : tickText(tick), bar.left + bar.width + 6, at);
  }
  ctx.stroke();
  ctx.font = plotFont(13);
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText("Events", bar.left + bar.width + 40, top - 4);
}

/** Release, conditions and what is shown, above the map. */
function drawWords(
  ctx: CanvasRenderingContext2D,
  { map, labels, notice, theme }: HeatFrame,
  { left, top, width }: Box,
): void {
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = theme.ink;
  for (const [n, words] of labels.entries()) {
    let at = left;
    const pixels = n === 0 ? 14 : 12;
    for (const { text, style } of words) {
      drawLabelText(ctx, text, at, top - 46 + 18 * n, pixels, style);
      at += labelWidth(ctx, `${text} `, pixels, style);
    }
  }
  drawLabelText(ctx, map.shown.label, left, top - 8, 13);
  if (notice === undefined) return;
  ctx.textAlign = "right";
  ctx.font = plotFont(12, "bold");
  ctx.fillStyle = theme.warning;
  ctx.fillText(notice, left + width, top - 8);
}

function line(ctx: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number): void {
  ctx.moveTo(x, y);
  ctx.lineTo(x + dx, y + dy);
}
