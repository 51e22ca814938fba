import uPlot from "uplot";
import { tickTextOn } from "../../plot/axis-scale.ts";
import { readableLabel } from "../../plot/readable-label.ts";
import { logTickText, tickText } from "../../plot/ticks.ts";
import { plotFont } from "./canvas.ts";
import { xTicks, yTicks } from "./draw-frame.ts";
import { type DrawnFrame, margins } from "./plot-frame.ts";

/** Over the bins in view. */
export function xScale(frame: () => DrawnFrame): uPlot.Scale {
  const range = ({ model: { edges }, zoom }: DrawnFrame): [number, number] => [edges[zoom.start]!, edges[zoom.stop]!];
  return scaleOver(() => range(frame()), frame().model.axis.scale === "log", { time: false });
}

/** Over the range of the frame. */
export function yScale(frame: () => DrawnFrame): uPlot.Scale {
  return scaleOver(() => [frame().y.lower, frame().y.upper], frame().log);
}

function scaleOver(range: () => [number, number], isLog: boolean, more: uPlot.Scale = {}): uPlot.Scale {
  // 3 is logarithmic. The enum in uPlot's types has no values at run time.
  return uPlot.assign({ range, ...more }, isLog ? { distr: 3 } : {});
}

/** The axis of the bins: numbers below it, and below the panel if there is one. Ticks and title are drawn by the drawings of this folder. */
export function xAxis(frame: () => DrawnFrame, scale: number): uPlot.Axis {
  const below = frame().below?.height ?? 0;
  return {
    ...bareAxis(frame),
    font: plotFont(13 * scale),
    size: (margins.xAxis + below) * scale,
    gap: (6 + below) * scale,
    splits: (u) => [...xTicks(frame(), u.bbox.width / uPlot.pxRatio / scale).labelled],
    values: (_, ticks) => ticks.map((tick) => readableLabel(tickTextOn(frame().model.axis)(tick))),
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
