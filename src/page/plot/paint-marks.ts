import { ink, paper } from "../../plot/figure/panel.ts";
import type { Mark, Point, Polyline } from "../../plot/figure/scene.ts";
import { plotFont } from "./canvas.ts";
import type { Drawing } from "./plot-frame.ts";
import { type PlotTheme, pointColor } from "./plot-theme.ts";

/** Draws marks of a figure on the canvas of a plot: lengths in CSS pixels of the design, in the colours of the theme. */
export function paintMarks({ ctx, unit, frame: { theme } }: Drawing, marks: readonly Mark[]): void {
  ctx.save();
  ctx.scale(unit, unit);
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  for (const mark of marks) paint(ctx, mark, theme, unit);
  ctx.restore();
}

function paint(ctx: CanvasRenderingContext2D, mark: Mark, theme: PlotTheme, unit: number): void {
  ctx.save();
  switch (mark.kind) {
    case "path": {
      const { lines, closed = false, fill, stroke, width = 1, dash = [] } = mark;
      ctx.lineWidth = width;
      ctx.setLineDash([...dash]);
      trace(ctx, lines, closed, stroke === undefined ? (at) => at : (at) => sharp(at, width, unit));
      if (fill !== undefined) {
        ctx.fillStyle = themed(fill, theme);
        ctx.fill();
      }
      if (stroke !== undefined) {
        ctx.strokeStyle = themed(stroke, theme);
        ctx.stroke();
      }
      break;
    }
    case "dot":
      ctx.fillStyle = themed(mark.color, theme);
      ctx.beginPath();
      ctx.arc(mark.at.x, mark.at.y, mark.radius, 0, 2 * Math.PI);
      ctx.fill();
      break;
    case "glyphs": {
      ctx.font = plotFont(mark.size, mark.font === "symbol" ? "plain" : mark.font);
      ctx.fillStyle = themed(mark.color, theme);
      ctx.translate(mark.at.x, mark.at.y);
      if (mark.upward) ctx.rotate(-Math.PI / 2);
      // As wide as it was laid out, whatever the font is here.
      ctx.scale(mark.width / (ctx.measureText(mark.text).width || 1), 1);
      ctx.fillText(mark.text, 0, 0);
      break;
    }
    case "clipped":
      trace(ctx, mark.area, true, (at) => at);
      ctx.clip();
      for (const inner of mark.marks) paint(ctx, inner, theme, unit);
      break;
  }
  ctx.restore();
}

function trace(
  ctx: CanvasRenderingContext2D,
  lines: readonly Polyline[],
  closed: boolean,
  place: (at: Point) => Point,
): void {
  ctx.beginPath();
  for (const line of lines) {
    for (const [i, at] of line.entries()) {
      const { x, y } = place(at);
      if (i === 0) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
    }
    if (closed) ctx.closePath();
  }
}

/** A line of odd width is sharp when its middle lies between two pixels. */
function sharp({ x, y }: Point, width: number, unit: number): Point {
  const half = (Math.max(1, Math.round(width * unit)) % 2) / 2;
  const near = (value: number) => (Math.floor(value * unit + 0.5 - half) + half) / unit;
  return { x: near(x), y: near(y) };
}

/** What is black on paper is drawn in the theme's ink, and what is white as its background. */
function themed(color: string, theme: PlotTheme): string {
  return color === paper ? theme.background : color === ink ? theme.ink : pointColor(color, theme);
}
