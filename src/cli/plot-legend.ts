import { legendRows, type LegendRow } from "../plot/legend.ts";
import { plainNumber, withError } from "../plot/numbers.ts";
import type { PlotModel } from "../plot/plot-model.ts";
import { readableLabel } from "../plot/readable-label.ts";
import { paint, paletteColor } from "./ansi.ts";
import { plainGlyphs } from "./canvas.ts";
import { marked } from "./incomplete.ts";
import { type FitColumn, naturalWidth, renderFitting } from "./fit-table.ts";

/** One line per group, as it stands on the plot from top to bottom, with its number of events within the axis. @param columns of the terminal */
export function renderLegend(plot: PlotModel, color: boolean, columns: number): string {
  const layers = plot.stack.map(({ group }) => group.name);
  // The total of one layer is that layer.
  const rows = legendRows(plot, false).filter(
    ({ group, symbol }) => group !== undefined || (symbol === "hatch" && layers.length > 1),
  );
  const cells = rows.map((row) => [
    marked(row.group === undefined ? "Simulation, total" : readableLabel(row.label), row.incomplete),
    ...yieldCells(row),
  ]);
  const parts: readonly FitColumn[] = [
    { header: "", align: "left" },
    { header: "", align: "decimal", joined: true },
    { header: "", align: "decimal", joined: true },
  ];
  const room = columns - glyphWidth;
  const indent = " ".repeat(Math.max(0, Math.min(8, room - naturalWidth(parts, cells))));
  const table = renderFitting(parts, cells, room);
  // Glyphs carry colours, which a table would count as width.
  return table
    .split("\n")
    .map((line, i) => `${indent}${glyphOf(rows[i]!, layers, color)} ${line}`)
    .join("\n");
}

/** With the space behind it. */
const glyphWidth = 3;

function glyphOf({ symbol, group = "", color: own }: LegendRow, layers: readonly string[], color: boolean): string {
  if (symbol === "hatch") return "  ";
  if (symbol === "point") return "● ";
  return color
    ? paint("██", paletteColor(own))
    : (plainGlyphs[layers.indexOf(group) % plainGlyphs.length] ?? "░").repeat(2);
}

function yieldCells({ symbol, inRange }: LegendRow): string[] {
  if (inRange === undefined) return ["", ""];
  if (symbol === "point") return [plainNumber(inRange.sumw), ""];
  const { value, error } = withError(inRange.sumw, inRange.error);
  return [value, `± ${error}`];
}
