import { titleWithRegion } from "../histogram/histogram.ts";
import { describeCell, heatColor, type HeatMap, type MapAxis, shadeOf } from "../plot/heat-map.ts";
import { axisTitle } from "../plot/labels.ts";
import { plainNumber, valueAndError } from "../plot/numbers.ts";
import { paletteColor } from "./ansi.ts";
import { Canvas } from "./canvas.ts";
import { padStart, printableLabel, wrapLines } from "./terminal-text.ts";

/** Without colour: the more ink, the more there is. */
const shades = ["·", "░", "▒", "▓", "█"] as const;

/** Columns before the map: numbers of the y axis, and the axis. */
const margin = 8;

/** How many bins of each axis fit into so many columns and rows. */
export function mapSize(columns: number, rows: number): readonly [x: number, y: number] {
  return [Math.max(1, columns - margin - 1), rows];
}

/**
 * A histogram of two axes as a map: each bin a cell of one or more characters, the y axis upward.
 *
 * @param map made for `mapSize` of the same columns and rows
 */
export function renderHeatMap(map: HeatMap, columns: number, rows: number, color: boolean): string[] {
  const { x, y, shown, inRange, range } = map;
  const width = Math.max(1, Math.min(4, Math.floor((columns - margin - 1) / x.bins)));
  const height = Math.max(1, Math.floor(rows / y.bins));
  const canvas = new Canvas(x.bins * width, y.bins * height);
  for (let i = 0; i < x.bins; i++)
    for (let j = 0; j < y.bins; j++) {
      const shade = shadeOf(map, i * y.bins + j);
      if (shade === undefined) continue;
      const cell = color
        ? { character: " ", background: paletteColor(heatColor(shade)) }
        : { character: shades[Math.min(shades.length - 1, Math.floor(shade * shades.length))]! };
      for (let dx = 0; dx < width; dx++)
        for (let dy = 0; dy < height; dy++) canvas.set(i * width + dx, j * height + dy, cell);
    }
  const every = Math.max(1, Math.ceil(2 / height));
  const lines = Array.from({ length: canvas.height }, (_, n) => {
    const row = canvas.height - 1 - n;
    // The lower edge of a bin stands at its lowest row.
    const isLabelled = row % height === 0 && (row / height) % every === 0;
    const label = isLabelled ? endText(y, row / height, 0).slice(0, margin - 2) : "";
    return `${padStart(label, margin - 2)} ${isLabelled ? "┤" : "│"}${canvas.rowText(row)}`;
  });
  const first = endText(x, 0, 0);
  const ends = `${first}${padStart(endText(x, x.bins, 1), Math.max(1, canvas.width - first.length))}`;
  const total = inRange.sumw === inRange.entries ? String(inRange.sumw) : valueAndError(inRange.sumw, inRange.error);
  const [xTitle, yTitle] = [x, y].map((axis) => axisTitle({ name: map.name, axis }));
  const text = (line: string) => wrapLines(printableLabel(line), columns);
  const merged = [
    ...(x.rebin > 1 ? [`${x.rebin} bins of ${xTitle!}`] : []),
    ...(y.rebin > 1 ? [`${y.rebin} bins of ${yTitle!}`] : []),
  ];
  return [
    text(`${titleWithRegion(map)}: ${shown.label}`),
    text(yTitle!),
    ...lines,
    `${" ".repeat(margin - 1)}└${"─".repeat(canvas.width)}`,
    `${" ".repeat(margin)}${ends}`,
    padStart(text(xTitle!), canvas.width + margin),
    `${scale(color)}  ${plainNumber(range.lower)} to ${plainNumber(range.upper)}`,
    text(`${total} in range${highest(map)}`),
    ...(merged.length === 0 ? [] : [text(`Drawn with ${merged.join(" and ")} in one`)]),
  ].map((line) => line.trimEnd());
}

/** An edge, or the category before it (`back` 1) or behind it. */
function endText({ edges, categories }: MapAxis, edge: number, back: 0 | 1): string {
  return categories === undefined ? plainNumber(edges[edge]!) : printableLabel(categories[edges[edge]! - back]!);
}

function scale(color: boolean): string {
  if (!color) return shades.join("");
  const bar = new Canvas(10, 1);
  for (let i = 0; i < 10; i++) bar.set(i, 0, { character: " ", background: paletteColor(heatColor(i / 9)) });
  return bar.rowText(0);
}

/** Where most is. */
function highest(map: HeatMap): string {
  const most = map.values.reduce((best, value, bin) => (value > map.values[best]! ? bin : best), 0);
  if (map.counts[most] === 0) return "";
  const { x, y, content } = describeCell(map, most);
  return `; most, ${content}, at ${x}, ${y}`;
}
