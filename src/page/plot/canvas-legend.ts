import type { LegendRow } from "../../plot/legend.ts";
import { plotFont } from "./canvas.ts";
import { drawLabelText, labelWidth } from "./draw-label-text.ts";
import { hatchPattern } from "./hatching.ts";
import { pointColor } from "./plot-theme.ts";
import type { Drawing } from "./plot-frame.ts";

const inset = 20;
const mostRows = 12;

/** The legend as part of the picture, for downloads; on the page it is made of buttons instead. What is switched off is left out. */
export function drawCanvasLegend(drawing: Drawing): void {
  const { u, ctx, frame, unit } = drawing;
  const rows = frame.legend.filter((row) => row.visible);
  const size = rows.length > mostRows ? 10 : 13;
  const step = size * 1.55 * unit;
  ctx.save();
  ctx.font = plotFont(size * unit);
  ctx.textBaseline = "middle";
  const widest = (of: (row: LegendRow) => number) => Math.max(0, ...rows.map(of));
  const yields = u.bbox.left + u.bbox.width - inset * unit;
  const labels =
    yields -
    widest((row) => ctx.measureText(row.yield).width) -
    14 * unit -
    widest((row) => labelWidth(ctx, row.label, size * unit));
  const symbols = labels - 34 * unit;
  rows.forEach((row, i) => {
    const y = u.bbox.top + inset * unit + (i + 0.5) * step;
    drawSymbol(drawing, row, symbols, y, size * unit);
    ctx.fillStyle = frame.theme.ink;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    drawLabelText(ctx, row.label, labels, y + 0.35 * size * unit, size * unit);
    ctx.textBaseline = "middle";
    ctx.textAlign = "right";
    ctx.fillText(row.yield, yields, y);
  });
  ctx.restore();
}

function drawSymbol({ ctx, frame, unit }: Drawing, row: LegendRow, x: number, y: number, height: number): void {
  const width = 24 * unit;
  const { theme } = frame;
  if (row.symbol === "point") {
    ctx.fillStyle = ctx.strokeStyle = pointColor(row.color, theme);
    ctx.lineWidth = 1.4 * unit;
    ctx.beginPath();
    ctx.moveTo(x + width / 2, y - height / 2);
    ctx.lineTo(x + width / 2, y + height / 2);
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x + width / 2, y, 3.4 * unit, 0, 2 * Math.PI);
    ctx.fill();
    return;
  }
  if (row.symbol === "line" || row.symbol === "dashed") {
    ctx.strokeStyle = pointColor(row.color, theme);
    ctx.lineWidth = 2 * unit;
    ctx.setLineDash(row.symbol === "dashed" ? [6 * unit, 4 * unit] : []);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + width, y);
    ctx.stroke();
    ctx.setLineDash([]);
    return;
  }
  ctx.fillStyle = row.symbol === "fill" ? row.color : hatchPattern(ctx, theme.hatch, unit);
  ctx.fillRect(x, y - height / 2, width, height);
  if (row.symbol !== "cross") return;
  ctx.fillStyle = hatchPattern(ctx, theme.hatch, unit, true);
  ctx.fillRect(x, y - height / 2, width, height);
}
