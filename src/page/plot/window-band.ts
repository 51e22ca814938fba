import { type Drawing, xOf } from "./canvas.ts";

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
