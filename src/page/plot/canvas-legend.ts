import type { LegendRow } from "../../plot/legend.ts";
import { plotFont } from "./canvas.ts";
import { drawLabelText, labelWidth } from "./draw-label-text.ts";
import { hatchPattern } from "./hatching.ts";
import { pointColor } from "./plot-theme.ts";
import { type Drawing, type LegendBox, margins, type PlotFrame } from "./plot-frame.ts";

const inset = 20;
const mostRows = 12;
/** Of its letters. */
const rowHeight = 1.55;
/** Between label and yield, and from the symbol to the label. */
const [gap, symbolRoom] = [14, 34];

/** The legend as part of the picture, for downloads; on the page it is made of buttons instead. What is switched off is left out. */
export function drawCanvasLegend(drawing: Drawing): void {
  const { u, ctx, frame, unit } = drawing;
  const { rows, size } = shownOf(frame);
  const step = rowHeight * size * unit;
  ctx.save();
  ctx.font = plotFont(size * unit);
  ctx.textBaseline = "middle";
  const yields = u.bbox.left + u.bbox.width - inset * unit;
  const labels = yields - wordsWidth(ctx, rows, size * unit) - gap * unit;
  const symbols = labels - symbolRoom * unit;
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

/** Where it is drawn. @param width of the picture, in CSS pixels of the design */
export function canvasLegendBox(frame: PlotFrame, width: number): LegendBox | undefined {
  const ctx = document.createElement("canvas").getContext("2d");
  if (ctx === null) return undefined;
  const { rows, size } = shownOf(frame);
  return {
    left: width - margins.right - inset - wordsWidth(ctx, rows, size) - gap - symbolRoom,
    bottom: margins.top + inset + rows.length * rowHeight * size,
  };
}

function shownOf(frame: PlotFrame): { readonly rows: readonly LegendRow[]; readonly size: number } {
  const rows = frame.legend.filter((row) => row.visible);
  return { rows, size: rows.length > mostRows ? 10 : 13 };
}

/** Of the widest label and the widest yield. */
function wordsWidth(ctx: CanvasRenderingContext2D, rows: readonly LegendRow[], pixels: number): number {
  ctx.font = plotFont(pixels);
  const widest = (of: (row: LegendRow) => number) => Math.max(0, ...rows.map(of));
  return widest((row) => ctx.measureText(row.yield).width) + widest((row) => labelWidth(ctx, row.label, pixels));
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
