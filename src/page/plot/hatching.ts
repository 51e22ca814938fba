import { logSafe } from "../../plot/y-range.ts";
import { clipped, xOf, yOf } from "./canvas.ts";
import type { Drawing } from "./plot-frame.ts";

/**
 * The uncertainty of the whole simulation, √Σw² and in squares what variations add, as a hatched band around the top of the stack; where
 * there are variations, √Σw² alone is hatched the other way, too.
 */
export function drawHatching(drawing: Drawing): void {
  const { total } = drawing.frame.model;
  if (total === undefined) return;
  drawBand(drawing, total.values, total.down, total.up, false);
  if (total.isVaried) drawBand(drawing, total.values, total.errors, total.errors, true);
}

function drawBand(
  drawing: Drawing,
  values: Float64Array,
  down: Float64Array,
  up: Float64Array,
  falling: boolean,
): void {
  const { ctx, frame, unit } = drawing;
  const { model, zoom, y, log, theme } = frame;
  const heightOf = (value: number) => yOf(drawing, log ? logSafe(value, y.lower) : value);
  clipped(drawing, () => {
    ctx.beginPath();
    for (let bin = zoom.start; bin < zoom.stop; bin++) {
      const [left, right] = [xOf(drawing, model.edges[bin]!), xOf(drawing, model.edges[bin + 1]!)];
      const [low, high] = [heightOf(values[bin]! - down[bin]!), heightOf(values[bin]! + up[bin]!)];
      if (down[bin]! + up[bin]! > 0) ctx.rect(left, high, right - left, low - high);
    }
    ctx.fillStyle = hatchPattern(ctx, theme.hatch, unit, falling);
    ctx.fill();
  });
}

/** Lines from lower left to upper right, 5 CSS pixels apart. @param falling from upper left to lower right */
export function hatchPattern(
  ctx: CanvasRenderingContext2D,
  color: string,
  unit: number,
  falling = false,
): CanvasPattern | string {
  const size = Math.max(4, Math.round(5 * unit));
  const tile = document.createElement("canvas");
  tile.width = tile.height = size;
  const pen = tile.getContext("2d");
  if (pen === null) return color;
  pen.strokeStyle = color;
  pen.lineWidth = Math.max(1, unit);
  pen.beginPath();
  // Each line is drawn into the neighbouring tiles too, so that the corners have no gaps.
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - size, falling ? -size : 2 * size);
    pen.lineTo(shift + 2 * size, falling ? 2 * size : -size);
  }
  pen.stroke();
  return ctx.createPattern(tile, "repeat") ?? color;
}
