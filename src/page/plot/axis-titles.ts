import { type Drawing, plotFont } from "./canvas.ts";

/** Titles at the far ends of the axes, as on the plots of the experiments. */
export function drawAxisTitles({ u, ctx, frame, unit }: Drawing): void {
  const { left, top, width } = u.bbox;
  ctx.save();
  ctx.fillStyle = frame.theme.ink;
  ctx.font = plotFont(titlePixels(width / unit) * unit);
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText(frame.titles.x, left + width, u.ctx.canvas.height - 2 * unit);
  ctx.translate(2 * unit, top);
  ctx.rotate(-Math.PI / 2);
  ctx.textBaseline = "top";
  ctx.fillText(frame.titles.y, 0, 0);
  ctx.restore();
}

function titlePixels(width: number): number {
  return width < 480 ? 13 : 15;
}
