import type uPlot from "uplot";
import type { LabelPiece } from "../../plot/labels.ts";
import type { DrawnFrame } from "./plot-frame.ts";

/** What every drawing of this folder gets: the plot, the frame as it is now, and the length of a CSS pixel in canvas pixels. */
export interface Drawing {
  readonly u: uPlot;
  readonly ctx: CanvasRenderingContext2D;
  readonly frame: DrawnFrame;
  /** Canvas pixels per CSS pixel of the design; a picture to download has its own. */
  readonly unit: number;
}

const family = '"Helvetica Neue", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif';

/** A CSS font; whole pixels, since uPlot understands no others. */
export function plotFont(pixels: number, style: LabelPiece["style"] = "plain"): string {
  const words = { plain: "", bold: "bold ", italic: "italic " }[style];
  return `${words}${Math.round(pixels)}px ${family}`;
}

/** Position along an axis in canvas pixels. */
export function xOf({ u }: Drawing, value: number): number {
  return u.valToPos(value, "x", true);
}

export function yOf({ u }: Drawing, value: number): number {
  return u.valToPos(value, "y", true);
}

/** Draws inside the frame only, and leaves the canvas as it was. */
export function clipped({ u, ctx }: Drawing, draw: () => void): void {
  const { left, top, width, height } = u.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  draw();
  ctx.restore();
}
