import { middleOf } from "../axis-scale.ts";
import type { PlotLine, PlotModel } from "../plot-model.ts";
import type { Pulls } from "../pulls.ts";
import type { Band, Ratio } from "../ratio.ts";
import { ink, paper, type Panel, xOf, yOf } from "./panel.ts";
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

/** Hatched from value − down to value + up in each bin. @param falling the other way, so that two bands can be told apart */
export function bandMarks(
  panel: Panel,
  edges: readonly number[],
  band: { readonly values: Float64Array } & Band,
  falling = false,
): Mark[] {
  const area = Array.from(band.values).flatMap((value, bin) => {
    const [down, up] = [band.down[bin]!, band.up[bin]!];
    if (!(down + up > 0) || !Number.isFinite(value)) return [];
    const [top, bottom] = [yOf(panel, value + up), yOf(panel, value - down)];
    return [rectangle(xOf(panel, edges[bin]!), top, xOf(panel, edges[bin + 1]!), bottom)];
  });
  return area.length === 0 ? [] : [hatched(area, panel, falling)];
}

/** @param box around the area */
export function hatched(
  area: readonly Polyline[],
  box: Pick<Panel, "left" | "top" | "right" | "bottom">,
  falling = false,
): Mark {
  const { left, top, right, bottom } = box;
  const height = bottom - top;
  const lines: Polyline[] = [];
  for (let x = left - height; x < right; x += hatchStep)
    lines.push([
      { x, y: falling ? top : bottom },
      { x: x + height, y: falling ? bottom : top },
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

/**
 * A line along each bin's value, as alternatives and shapes are drawn: with a pale edge, so that it is seen on every colour. Where there
 * is no value it is broken.
 */
export function lineMarks(panel: Panel, edges: readonly number[], { values, color, dashed }: PlotLine): Mark[] {
  const corners = steps(panel, edges, values);
  const lines: Point[][] = [];
  for (const [i, at] of corners.entries()) {
    if (!Number.isFinite(at.y)) continue;
    if (lines.length === 0 || !Number.isFinite(corners[i - 1]!.y)) lines.push([]);
    lines.at(-1)!.push(at);
  }
  return [
    { kind: "path", lines, stroke: paper, width: 3.4 },
    { kind: "path", lines, stroke: color, width: 1.6, ...(dashed && { dash: [6, 4] as const }) },
  ];
}

/**
 * Data over expectation, and each line over it, the error bars of several lines beside each other. What is beyond the axis, point or
 * line, is an arrow at its end.
 */
export function ratioMarks(panel: Panel, { axis, edges, total }: PlotModel, ratio: Ratio): Mark[] {
  const middle = (bin: number) => middleOf(axis, edges, bin);
  const values = ratio.band.up.map(() => 1);
  const data = ratio.data.flatMap(({ group, values, down, up }) => {
    const isSeen = (bin: number) => group.values[bin] !== 0 && Number.isFinite(values[bin]);
    return [
      ...points(panel, middle, { values, down, up }, group.color, isSeen),
      ...Array.from(values).flatMap((value, bin) =>
        isSeen(bin) ? arrow(panel, xOf(panel, middle(bin)), value, group.color) : [],
      ),
    ];
  });
  return [
    ...bandMarks(panel, edges, { values, ...ratio.band }),
    ...(total?.isVaried === true ? bandMarks(panel, edges, { values, ...ratio.statistical }, true) : []),
    across(panel, 1),
    ...ratio.lines.flatMap(({ line, values }) => lineMarks(panel, edges, { ...line, values })),
    ...ratio.lines.flatMap(({ line, values, errors = values.map(() => 0) }, i, { length }) => {
      const shift = (i - (length - 1) / 2) * Math.min(3, binWidth(panel) / (length + 1));
      const place = (bin: number) => xOf(panel, middle(bin)) + shift;
      const bins = Array.from(values.keys()).filter((bin) => Number.isFinite(values[bin]));
      const withErrors = bins.filter((bin) => errors[bin]! > 0);
      return [
        ...barMarks(panel, place, { values, down: errors, up: errors }, withErrors, line.color),
        ...bins.flatMap((bin) => arrow(panel, place(bin), values[bin]!, line.color)),
      ];
    }),
    ...data,
  ];
}

/** Pulls as points on stems from 0, with lines at ±2. Those beyond the axis are arrows at its end. */
export function pullMarks(panel: Panel, { axis, edges }: PlotModel, pulls: Pulls): Mark[] {
  const x = (bin: number) => xOf(panel, middleOf(axis, edges, bin));
  const { lower, upper } = panel.yRange;
  const stems = pulls.data.flatMap(({ group, values }) => {
    const seen = Array.from(values, (value, bin) => ({ value, bin })).filter(({ value }) => Number.isFinite(value));
    const inside = seen.filter(({ value }) => value >= lower && value <= upper);
    return [
      {
        kind: "path",
        lines: seen.map(({ value, bin }) => [0, value].map((y) => ({ x: x(bin), y: yOf(panel, y) }))),
        stroke: group.color,
        width: 1.4,
      } as const,
      ...inside.map(({ value, bin }): Mark => {
        return { kind: "dot", at: { x: x(bin), y: yOf(panel, value) }, radius: radiusIn(panel), color: group.color };
      }),
      ...seen.flatMap(({ value, bin }) => arrow(panel, x(bin), value, group.color)),
    ];
  });
  return [...[-2, 0, 2].map((value) => across(panel, value)), ...stems];
}

function across(panel: Panel, value: number): Mark {
  const y = yOf(panel, value);
  const line = [
    { x: panel.left, y },
    { x: panel.right, y },
  ];
  return { kind: "path", lines: [line], stroke: ink, width: 0.8, dash: [4, 3] };
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
  of: { readonly values: Float64Array } & Band,
  color: string,
  isSeen: (bin: number) => boolean,
): Mark[] {
  const { values } = of;
  const bins = Array.from(values.keys()).filter(isSeen);
  const radius = radiusIn(panel);
  const { lower, upper } = panel.yRange;
  const dots = bins
    .filter((bin) => values[bin]! >= lower && values[bin]! <= upper)
    .map((bin): Mark => {
      const at = { x: xOf(panel, middle(bin)), y: yOf(panel, values[bin]!) };
      return { kind: "dot", at, radius, color };
    });
  return [...barMarks(panel, (bin) => xOf(panel, middle(bin)), of, bins, color), ...dots];
}

/** Error bars at the places of the bins, those of them that are in the panel. */
function barMarks(
  panel: Panel,
  place: (bin: number) => number,
  { values, down, up }: { readonly values: Float64Array } & Band,
  bins: readonly number[],
  color: string,
): Mark[] {
  const { lower, upper } = panel.yRange;
  const lines = bins
    .map((bin) => ({ x: place(bin), ends: [values[bin]! - down[bin]!, values[bin]! + up[bin]!] as const }))
    .filter(({ ends: [low, high] }) => high > lower && low < upper)
    .map(({ x, ends }) => ends.map((value) => ({ x, y: yOf(panel, value) })));
  return lines.length === 0 ? [] : [{ kind: "path", lines, stroke: color, width: 1.4 }];
}

function radiusIn(panel: Panel): number {
  return Math.max(1, Math.min(4, 0.35 * binWidth(panel)));
}

/** Of bins of equal width. */
function binWidth({ left, right, x }: Panel): number {
  return (right - left) / (x.edges.length - 1);
}
