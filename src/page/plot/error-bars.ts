import { middleOf } from "../../plot/axis-scale.ts";
import { logSafe } from "../../plot/y-range.ts";
import { clipped, xOf, yOf } from "./canvas.ts";
import { pointColor } from "./plot-theme.ts";
import type { Drawing } from "./plot-frame.ts";

/**
 * Data: a point in the middle of each bin with its error bar, as ROOT draws with option "E": a bin without events has no point and no
 * bar.
 */
export function drawErrorBars(drawing: Drawing): void {
  const { ctx, frame, unit } = drawing;
  const { model, zoom, y, log, theme } = frame;
  const binPixels = (drawing.u.bbox.width / (zoom.stop - zoom.start)) * 0.35;
  const radius = Math.max(1.2 * unit, Math.min(3.6 * unit, binPixels));
  clipped(drawing, () => {
    for (const { values, down, up, color, histogram } of model.data) {
      ctx.fillStyle = ctx.strokeStyle = pointColor(color, theme);
      ctx.lineWidth = Math.max(1, 1.4 * unit);
      const counts = histogram.counts();
      for (let bin = zoom.start; bin < zoom.stop; bin++) {
        if (counts[bin] === 0) continue;
        const value = values[bin]!;
        const [lower, upper] = [value - down[bin]!, value + up[bin]!];
        if (log && !(upper > y.lower)) continue;
        const x = xOf(drawing, middleOf(model.axis, model.edges, bin));
        const heightOf = (height: number) => yOf(drawing, log ? logSafe(height, y.lower) : height);
        ctx.beginPath();
        ctx.moveTo(x, heightOf(lower));
        ctx.lineTo(x, heightOf(upper));
        ctx.stroke();
        if (log && !(value > y.lower)) continue;
        ctx.beginPath();
        ctx.arc(x, yOf(drawing, value), radius, 0, 2 * Math.PI);
        ctx.fill();
      }
    }
  });
}
