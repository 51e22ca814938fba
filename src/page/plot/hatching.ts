import { logSafe } from "../../plot/y-range.ts";
import { clipped, type Drawing, xOf, yOf } from "./canvas.ts";

/** The uncertainty of the whole simulation, √Σw² and in squares what variations add, as a hatched band around the top of the stack. */
export function drawHatching(drawing: Drawing): void {
  const { ctx, frame, unit } = drawing;
  const { model, zoom, y, log, theme } = frame;
  const { total } = model;
  if (total === undefined) return;
  const heightOf = (value: number) => yOf(drawing, log ? logSafe(value, y.lower) : value);
  clipped(drawing, () => {
    ctx.beginPath();
    for (let bin = zoom.start; bin < zoom.stop; bin++) {
      const [value, down, up] = [total.values[bin]!, total.down[bin]!, total.up[bin]!];
      const [left, right] = [xOf(drawing, model.edges[bin]!), xOf(drawing, model.edges[bin + 1]!)];
      const [low, high] = [heightOf(value - down), heightOf(value + up)];
      if (down + up > 0) ctx.rect(left, high, right - left, low - high);
    }
    ctx.fillStyle = hatchPattern(ctx, theme.hatch, unit);
    ctx.fill();
  });
}

/** Lines from lower left to upper right, 5 CSS pixels apart. */
export function hatchPattern(ctx: CanvasRenderingContext2D, color: string, unit: number): CanvasPattern | string {
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
    pen.moveTo(shift - size, 2 * size);
    pen.lineTo(shift + 2 * size, -size);
  }
  pen.stroke();
  return ctx.createPattern(tile, "repeat") ?? color;
}
