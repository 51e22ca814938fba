import { type HeatMap, heatColor, shadeOf } from "../heat-map.ts";
import type { LabelLine } from "../labels.ts";
import { linearTicks, logTicks, logTickText, tickText } from "../ticks.ts";
import { axisMarks, ink, type Panel, within, xOf, yOf } from "./panel.ts";
import { textLine } from "./rich-text.ts";
import { type Mark, rectangle, type Scene } from "./scene.ts";
import { labelBlock } from "./words.ts";

/** What stands on the figure of a histogram of two axes. */
export interface MapContent {
  readonly map: HeatMap;
  readonly title: string;
  /** Above the frame, since every place within it may hold a bin. */
  readonly labels: readonly LabelLine[];
  readonly notice: string | undefined;
  readonly titles: { readonly x: string; readonly y: string; readonly bar: string };
}

const width = 640;
const [left, right] = [92, 510];
const bar = { left: right + 16, right: right + 34 };
const [height, foot, gap] = [400, 64, 10];
const [titleSize, numberSize] = [20, 15];
/** Shades of the bar; more cannot be told apart. */
const shades = 128;

/** Each bin in the colour of its content, bins without entries white; labels above, the scale of colours to the right. */
export function mapFigureOf({ map, title, labels, notice, titles }: MapContent): Scene {
  const words = labelBlock(labels, notice, width - left - gap);
  const top = gap + words.height + gap;
  const [lower, upper] = [map.y.edges[0]!, map.y.edges.at(-1)!];
  const bottom = top + height;
  const panel: Panel = { left, right, top, bottom, x: map.x, y: map.y, yRange: { lower, upper }, log: false };
  const [xLine, yLine, barLine] = [titles.x, titles.y, titles.bar].map((text) =>
    textLine([{ text, style: "plain" }], titleSize),
  );
  const marks: Mark[] = [
    within(panel, cellMarks(panel, map)),
    ...axisMarks(panel, { xNumbers: true, yTicks: 7, hidesTop: false }),
    ...words.marksAt({ x: left, y: gap }),
    ...barMarks(map, top, bottom),
    ...xLine!.marksAt({ x: right - xLine!.width, y: bottom + 48 }, ink),
    ...yLine!.marksAt({ x: 26, y: top + yLine!.width }, ink, true),
    ...barLine!.marksAt({ x: width - 12, y: top + barLine!.width }, ink, true),
  ];
  return { width, height: bottom + foot, title, marks };
}

/** Bins of one colour are one path, each a hair larger than it is, or white would shine through between them. */
function cellMarks(panel: Panel, map: HeatMap): Mark[] {
  const { x, y } = map;
  const byColor = new Map<string, ReturnType<typeof rectangle>[]>();
  for (let bin = 0; bin < map.values.length; bin++) {
    const shade = shadeOf(map, bin);
    if (shade === undefined) continue;
    const [i, j] = [Math.floor(bin / y.bins), bin % y.bins];
    const [from, to] = [xOf(panel, x.edges[i]!), xOf(panel, x.edges[i + 1]!)];
    const cell = rectangle(from, yOf(panel, y.edges[j + 1]!), to, yOf(panel, y.edges[j]!));
    const color = heatColor(shade);
    byColor.set(color, [...(byColor.get(color) ?? []), cell]);
  }
  return [...byColor].map(([color, lines]) => ({
    ...({ kind: "path", lines, closed: true } as const),
    ...{ fill: color, stroke: color, width: 0.5 },
  }));
}

function barMarks({ range: { lower, upper }, log }: HeatMap, top: number, bottom: number): Mark[] {
  const step = (bottom - top) / shades;
  const colors = Array.from({ length: shades }, (_, i): Mark => {
    const color = heatColor(i / (shades - 1));
    const lines = [rectangle(bar.left, bottom - (i + 1) * step, bar.right, bottom - i * step)];
    return { kind: "path", lines, closed: true, fill: color, stroke: color, width: 0.5 };
  });
  const partOf = (value: number) =>
    log ? Math.log(value / lower) / Math.log(upper / lower) : (value - lower) / (upper - lower);
  const all = log ? logTicks(lower, upper, 7).labelled : linearTicks(lower, upper, 7).labelled;
  const ticks = all.filter((tick) => partOf(tick) > -1e-9 && partOf(tick) < 1 + 1e-9);
  const lineAt = (tick: number) => bottom - (bottom - top) * partOf(tick);
  return [
    ...colors,
    {
      kind: "path",
      lines: ticks.map((tick) => [bar.right - 5, bar.right].map((x) => ({ x, y: lineAt(tick) }))),
      stroke: ink,
    },
    { kind: "path", lines: [rectangle(bar.left, top, bar.right, bottom)], closed: true, stroke: ink, width: 1.2 },
    ...ticks.flatMap((tick) => {
      const line = textLine([{ text: log ? logTickText(tick) : tickText(tick), style: "plain" }], numberSize);
      return line.marksAt({ x: bar.right + 6, y: lineAt(tick) + 0.36 * numberSize }, ink);
    }),
  ];
}
