import uPlot from "uplot";
import { middleOf, tickTextOn, ticksOn } from "../../plot/axis-scale.ts";
import { readableLabel } from "../../plot/readable-label.ts";
import { linearTicks, tickText } from "../../plot/ticks.ts";
import type { NumberedAxis } from "../../histogram/numbered-axes.ts";
import { plotFont } from "./canvas.ts";
import { drawAxisTitles } from "./draw-frame.ts";
import { stepColumn } from "./plot-frame.ts";
import type { PlotTheme } from "./plot-theme.ts";

/** One histogram, drawn as a line of steps with an error bar in each bin. NaN: nothing is drawn in that bin. */
export interface PlotLine {
  readonly label: string;
  readonly color: string;
  /** Lengths of dashes and gaps; none: a whole line. */
  readonly dash: readonly number[];
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

export interface LineFrame {
  readonly axis: NumberedAxis;
  readonly edges: readonly number[];
  readonly lines: readonly PlotLine[];
  readonly titles: { readonly x: string; readonly y: string };
  /** Of the y axis. */
  readonly range: { readonly lower: number; readonly upper: number };
  readonly theme: PlotTheme;
}

/** Lines over each other in the element; another frame is another plot. */
export function createLinePlot(target: HTMLElement, frame: LineFrame, width: number, height: number): uPlot {
  const { axis, edges, lines, range, theme } = frame;
  const [first, last] = [edges[0]!, edges.at(-1)!];
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const style = {
    stroke: theme.ink,
    font: plotFont(13),
    grid: { show: false },
    ticks: { stroke: theme.ink, width: 1, size: 5 },
  };
  const about = (pixels: number, each: number) => Math.max(2, Math.min(8, pixels / each));
  return new uPlot(
    {
      width,
      height,
      padding: [8, 16, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        // As in plot-axes: 3 is logarithmic.
        x: uPlot.assign({ time: false, range: [first, last] }, axis.scale === "log" ? { distr: 3 } : {}),
        y: { range: [range.lower, range.upper] },
      },
      axes: [
        {
          ...style,
          // Both axes leave room for their title, which is drawn as on other plots.
          size: 46,
          splits: (u) => [...ticksOn(axis, first, last, about(u.bbox.width / uPlot.pxRatio, 70)).labelled],
          values: (_, ticks) => ticks.map((tick) => readableLabel(tickTextOn(axis)(tick))),
        },
        {
          ...style,
          size: 74,
          splits: (u) => [...linearTicks(range.lower, range.upper, about(u.bbox.height / uPlot.pxRatio, 45)).labelled],
          values: (_, ticks) => ticks.map(tickText),
        },
      ],
      series: [
        {},
        ...lines.map(({ label, color, dash }) => ({
          label,
          stroke: color,
          width: 2,
          dash: [...dash],
          points: { show: false },
          ...(stepped === undefined ? {} : { paths: stepped }),
        })),
      ],
      hooks: {
        draw: [
          (u) => {
            drawBars(u, frame);
            drawAxisTitles({ u, ctx: u.ctx, frame, unit: uPlot.pxRatio });
          },
        ],
      },
    },
    [[...edges], ...lines.map(({ values }) => stepColumn(values).map((value) => (Number.isNaN(value) ? null : value)))],
    target,
  );
}

/** Error bars beside each other, so that those of lines of the same height can be told apart; and the frame. */
function drawBars(u: uPlot, { axis, edges, lines, theme }: LineFrame): void {
  const { ctx, bbox } = u;
  ctx.save();
  // uPlot leaves the dashes of the last line behind.
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const [i, { values, errors, color }] of lines.entries()) {
    ctx.strokeStyle = color;
    ctx.lineWidth = uPlot.pxRatio;
    const shift = (i - (lines.length - 1) / 2) * 3 * uPlot.pxRatio;
    for (const [bin, value] of values.entries()) {
      const error = errors[bin]!;
      if (!(error > 0) || Number.isNaN(value)) continue;
      const x = u.valToPos(middleOf(axis, edges, bin), "x", true) + shift;
      ctx.beginPath();
      ctx.moveTo(x, u.valToPos(value - error, "y", true));
      ctx.lineTo(x, u.valToPos(value + error, "y", true));
      ctx.stroke();
    }
  }
  ctx.restore();
  ctx.save();
  ctx.setLineDash([]);
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = uPlot.pxRatio;
  ctx.strokeRect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.restore();
}
