import uPlot from "uplot";
import { logTickText, tickText } from "../../plot/ticks.ts";
import { plotFont } from "./canvas.ts";
import { xTicks, yTicks } from "./draw-frame.ts";
import type { DrawnFrame } from "./plot-frame.ts";

/** Linear or logarithmic, over the range of the frame. */
export function yScale(frame: () => DrawnFrame): uPlot.Scale {
  const scale: uPlot.Scale = { range: () => [frame().y.lower, frame().y.upper] };
  // 3 is logarithmic. The enum in uPlot's types has no values at run time.
  return frame().log ? uPlot.assign(scale, { distr: 3 }) : scale;
}

/** The axis of the bins: numbers below it. Ticks and title are drawn by the drawings of this folder. */
export function xAxis(frame: () => DrawnFrame, scale: number): uPlot.Axis {
  return {
    ...bareAxis(frame),
    font: plotFont(13 * scale),
    size: 46 * scale,
    gap: 6 * scale,
    splits: (u) => [...xTicks(frame(), u.bbox.width / uPlot.pxRatio / scale).labelled],
    values: (_, ticks) => ticks.map(tickText),
  };
}

/** As wide as its numbers need, and the title beside them. */
export function yAxis(frame: () => DrawnFrame, scale: number): uPlot.Axis {
  return {
    ...bareAxis(frame),
    font: plotFont(13 * scale),
    size: (u, values) => {
      u.ctx.save();
      u.ctx.font = plotFont(13 * scale);
      const widest = Math.max(0, ...((values as string[] | null) ?? []).map((text) => u.ctx.measureText(text).width));
      u.ctx.restore();
      return Math.ceil(widest) + 34 * scale;
    },
    gap: 6 * scale,
    splits: (u) => [...yTicks(frame(), u.bbox.height / uPlot.pxRatio / scale).labelled],
    values: (_, ticks) => ticks.map(frame().log ? logTickText : tickText),
  };
}

/** Without ticks and grid: those are drawn by inner-ticks. */
function bareAxis(frame: () => DrawnFrame): uPlot.Axis {
  return {
    stroke: () => frame().theme.ink,
    filter: (_, ticks) => ticks,
    grid: { show: false },
    ticks: { show: false, size: 0 },
  };
}
