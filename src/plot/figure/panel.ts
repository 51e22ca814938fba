import { type AxisScale, placeOn, tickTextOn, ticksOn } from "../axis-scale.ts";
import { linearTicks, logTickText, logTicks, type Ticks, tickText } from "../ticks.ts";
import type { YRange } from "../y-range.ts";
import { logSafe } from "../y-range.ts";
import { type Mark, type Point, rectangle } from "./scene.ts";
import { textLine } from "./rich-text.ts";

/** A framed area of a figure with its two axes. */
export interface Panel {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** The axis of the bins, with the drawn edges. */
  readonly x: AxisScale & { readonly edges: readonly number[] };
  /** The axis of the bins upward, of a map; else contents stand there. */
  readonly y?: AxisScale & { readonly edges: readonly number[] };
  readonly yRange: YRange;
  /** Of contents. */
  readonly log: boolean;
}

export const ink = "#000000";
export const paper = "#ffffff";

/** Where a value of the axis lies; on a logarithmic one, what is not above its lower end lies there. */
export function xOf({ left, right, x }: Panel, value: number): number {
  return left + (right - left) * placeOn(x, value);
}

export function yOf({ top, bottom, y, yRange: { lower, upper }, log }: Panel, value: number): number {
  if (y !== undefined) return bottom - (bottom - top) * placeOn(y, value);
  const part = log
    ? Math.log(logSafe(value, lower) / lower) / Math.log(upper / lower)
    : (value - lower) / (upper - lower);
  return bottom - (bottom - top) * part;
}

/** What lies outside is not drawn. */
export function within(panel: Panel, marks: readonly Mark[]): Mark {
  return { kind: "clipped", area: [rectangle(panel.left, panel.top, panel.right, panel.bottom)], marks };
}

export interface AxisLook {
  /** Whether numbers stand below the frame. */
  readonly xNumbers: boolean;
  /** About how many long ticks the y axis has. */
  readonly yTicks: number;
  /** The number at the upper end is left out, where another panel begins. */
  readonly hidesTop: boolean;
  /** About how many long ticks the x axis has; default 8. */
  readonly xTicks?: number;
  /** Of the letters, default 17; of a long tick, default 12. */
  readonly numberSize?: number;
  readonly longTick?: number;
}

/** The frame, ticks that point inward on all four sides, and the numbers. */
export function axisMarks(panel: Panel, look: AxisLook): Mark[] {
  const { left, top, right, bottom, yRange, log } = panel;
  const { numberSize = 17, longTick = 12 } = look;
  const xRange = { lower: panel.x.edges[0]!, upper: panel.x.edges.at(-1)! };
  const x = ticksOn(panel.x, xRange.lower, xRange.upper, look.xTicks ?? 8);
  const { lower, upper } = yRange;
  const y =
    panel.y !== undefined
      ? ticksOn(panel.y, lower, upper, look.yTicks)
      : (log ? logTicks : linearTicks)(lower, upper, look.yTicks);
  const inside =
    (ticks: Ticks, { lower, upper }: YRange) =>
    (tick: number) =>
      tick >= lower - 1e-9 * (upper - lower) && tick <= upper + 1e-9 * (upper - lower) && ticks.labelled.includes(tick);
  const lines: Point[][] = [];
  const add = (from: Point, to: Point) => lines.push([from, to]);
  for (const [ticks, length] of lengths(x, longTick))
    for (const at of ticks.map((tick) => xOf(panel, tick))) {
      add({ x: at, y: bottom }, { x: at, y: bottom - length });
      add({ x: at, y: top }, { x: at, y: top + length });
    }
  for (const [ticks, length] of lengths(y, longTick))
    for (const at of ticks.map((tick) => yOf(panel, tick))) {
      add({ x: left, y: at }, { x: left + length, y: at });
      add({ x: right, y: at }, { x: right - length, y: at });
    }
  const numbers = look.xNumbers
    ? x.labelled.filter(inside(x, xRange)).map((tick) => xNumber(panel, tick, numberSize))
    : [];
  const yShown = y.labelled
    .filter(inside(y, yRange))
    .filter((tick) => !look.hidesTop || yOf(panel, tick) > top + numberSize / 2);
  return [
    { kind: "path", lines, stroke: ink },
    { kind: "path", lines: [rectangle(left, top, right, bottom)], closed: true, stroke: ink, width: 1.2 },
    ...numbers.flat(),
    ...yShown.flatMap((tick) => yNumber(panel, tick, numberSize)),
  ];
}

function lengths({ major, minor }: Ticks, long: number): [readonly number[], number][] {
  return [
    [major, long],
    [minor, long / 2],
  ];
}

function xNumber(panel: Panel, tick: number, numberSize: number): Mark[] {
  const line = textLine([{ text: tickTextOn(panel.x)(tick), style: "plain" }], numberSize);
  return line.marksAt({ x: xOf(panel, tick) - line.width / 2, y: panel.bottom + 20 }, ink);
}

function yNumber(panel: Panel, tick: number, numberSize: number): Mark[] {
  const text = panel.y !== undefined ? tickTextOn(panel.y) : panel.log ? logTickText : tickText;
  const line = textLine([{ text: text(tick), style: "plain" }], numberSize);
  return line.marksAt({ x: panel.left - 7 - line.width, y: yOf(panel, tick) + 0.36 * numberSize }, ink);
}
