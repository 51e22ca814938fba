import { legendRows, type LegendRow } from "../plot/legend.ts";
import { plainNumber, withError } from "../plot/numbers.ts";
import type { PlotModel } from "../plot/plot-model.ts";
import { paint, paletteColor } from "./ansi.ts";
import { plainGlyphs } from "./canvas.ts";
import { marked } from "./incomplete.ts";
import { renderTable } from "./table.ts";

/** One line per group, as it stands on the plot from top to bottom, with its number of events within the axis. */
export function renderLegend(plot: PlotModel, color: boolean): string {
  const layers = plot.stack.map(({ group }) => group.name);
  // The total of one layer is that layer.
  const rows = legendRows(plot, false).filter(({ group }) => group !== undefined || layers.length > 1);
  const cells = rows.map((row) => [
    marked(row.group === undefined ? "Simulation, total" : row.label, row.incomplete),
    ...yieldCells(row),
  ]);
  const table = renderTable(
    [
      { header: "", align: "left" },
      { header: "", align: "decimal" },
      { header: "", align: "decimal" },
    ],
    cells,
  );
  // Glyphs carry colours, which a table would count as width.
  return table
    .split("\n")
    .map((line, i) => `        ${glyphOf(rows[i]!, layers, color)} ${line}`)
    .join("\n");
}

function glyphOf({ symbol, group = "", color: own }: LegendRow, layers: readonly string[], color: boolean): string {
  if (symbol === "hatch") return "  ";
  if (symbol === "point") return "● ";
  return color
    ? paint("██", paletteColor(own))
    : (plainGlyphs[layers.indexOf(group) % plainGlyphs.length] ?? "░").repeat(2);
}

function yieldCells({ symbol, inRange }: LegendRow): string[] {
  if (symbol === "point") return [plainNumber(inRange.sumw), ""];
  const { value, error } = withError(inRange.sumw, inRange.error);
  return [value, `± ${error}`];
}
