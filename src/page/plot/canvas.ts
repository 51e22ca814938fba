import type { LabelPiece } from "../../plot/labels.ts";
import type { Drawing } from "./plot-frame.ts";

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
