import { middleOf } from "../axis-scale.ts";
import type { PlotModel } from "../plot-model.ts";
import type { Ratio } from "../ratio.ts";
import { ink, type Panel, xOf, yOf } from "./panel.ts";
import { type Mark, type Point, type Polyline, rectangle } from "./scene.ts";

const hatchStep = 4;

/** The simulated groups on top of each other, each filled with its colour, the lowest first. */
export function stackMarks(panel: Panel, { stack, edges }: PlotModel): Mark[] {
  let below: ArrayLike<number> = new Float64Array(edges.length - 1);
  return stack.map(({ group, top }): Mark => {
    const outline = [...steps(panel, edges, top), ...steps(panel, edges, below).reverse()];
    below = top;
    return { kind: "path", lines: [outline], closed: true, fill: group.color, stroke: ink, width: 0.6 };
  });
}

/** Corners of a line that runs along the top of each bin, from left to right. */
function steps(panel: Panel, edges: readonly number[], values: ArrayLike<number>): Point[] {
  return Array.from(values).flatMap((value, bin) => {
    const y = yOf(panel, value);
    return [
      { x: xOf(panel, edges[bin]!), y },
      { x: xOf(panel, edges[bin + 1]!), y },
    ];
  });
}

/** Hatched from value − down to value + up in each bin. */
export function bandMarks(
  panel: Panel,
  edges: readonly number[],
  band: { readonly values: ArrayLike<number>; readonly down: ArrayLike<number>; readonly up: ArrayLike<number> },
): Mark[] {
  const area = Array.from(band.values).flatMap((value, bin) => {
    const [down, up] = [band.down[bin]!, band.up[bin]!];
    if (!(down + up > 0) || !Number.isFinite(value)) return [];
    const [top, bottom] = [yOf(panel, value + up), yOf(panel, value - down)];
    return [rectangle(xOf(panel, edges[bin]!), top, xOf(panel, edges[bin + 1]!), bottom)];
  });
  return area.length === 0 ? [] : [hatched(area, panel)];
}

/** @param box around the area */
export function hatched(area: readonly Polyline[], box: Pick<Panel, "left" | "top" | "right" | "bottom">): Mark {
  const { left, top, right, bottom } = box;
  const height = bottom - top;
  const lines: Polyline[] = [];
  for (let x = left - height; x < right; x += hatchStep)
    lines.push([
      { x, y: bottom },
      { x: x + height, y: top },
    ]);
  return { kind: "clipped", area, marks: [{ kind: "path", lines, stroke: "#333333", width: 0.8 }] };
}

/** Data as points with error bars; an empty bin has none, as ROOT draws with option "E". */
export function pointMarks(panel: Panel, { data, axis, edges }: PlotModel): Mark[] {
  const middle = (bin: number) => middleOf(axis, edges, bin);
  return data.flatMap(({ values, down, up, color, histogram }) =>
    points(panel, middle, { values, down, up }, color, (bin) => values[bin] !== 0 || histogram.counts()[bin] !== 0),
  );
}

/** Data over expectation. A point beyond the axis is an arrow at its end. */
export function ratioMarks(panel: Panel, { axis, edges }: PlotModel, ratio: Ratio): Mark[] {
  const middle = (bin: number) => middleOf(axis, edges, bin);
  const one: Mark = {
    kind: "path",
    lines: [[1, 1].map((value, i) => ({ x: i === 0 ? panel.left : panel.right, y: yOf(panel, value) }))],
    stroke: ink,
    width: 0.8,
    dash: [4, 3],
  };
  const band = bandMarks(panel, edges, { values: ratio.band.up.map(() => 1), ...ratio.band });
  const data = ratio.data.flatMap(({ group, values, down, up }) => {
    const isSeen = (bin: number) => group.values[bin] !== 0 && Number.isFinite(values[bin]);
    return [
      ...points(panel, middle, { values, down, up }, group.color, isSeen),
      ...Array.from(values).flatMap((value, bin) =>
        isSeen(bin) ? arrow(panel, xOf(panel, middle(bin)), value, group.color) : [],
      ),
    ];
  });
  return [...band, one, ...data];
}

function arrow({ top, bottom, yRange }: Panel, x: number, value: number, color: string): Mark[] {
  if (value >= yRange.lower && value <= yRange.upper) return [];
  const [tip, base] = value > yRange.upper ? [top + 3, top + 11] : [bottom - 3, bottom - 11];
  const triangle = [
    { x, y: tip },
    { x: x - 4, y: base },
    { x: x + 4, y: base },
  ];
  return [{ kind: "path", lines: [triangle], closed: true, fill: color }];
}

function points(
  panel: Panel,
  middle: (bin: number) => number,
  of: { readonly values: Float64Array; readonly down: Float64Array; readonly up: Float64Array },
  color: string,
  isSeen: (bin: number) => boolean,
): Mark[] {
  const { values, down, up } = of;
  const bins = Array.from(values.keys()).filter(isSeen);
  const room = (panel.right - panel.left) / values.length;
  const radius = Math.max(1, Math.min(4, 0.35 * room));
  const { lower, upper } = panel.yRange;
  const bars = bins
    .filter((bin) => values[bin]! + up[bin]! > lower && values[bin]! - down[bin]! < upper)
    .map((bin) =>
      [values[bin]! - down[bin]!, values[bin]! + up[bin]!].map((value) => ({
        x: xOf(panel, middle(bin)),
        y: yOf(panel, value),
      })),
    );
  const dots = bins
    .filter((bin) => values[bin]! >= lower && values[bin]! <= upper)
    .map((bin): Mark => {
      const at = { x: xOf(panel, middle(bin)), y: yOf(panel, values[bin]!) };
      return { kind: "dot", at, radius, color };
    });
  return [...(bars.length === 0 ? [] : [{ kind: "path", lines: bars, stroke: color, width: 1.4 } as const]), ...dots];
}
