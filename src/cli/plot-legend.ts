import { paint, paletteColor } from "./ansi.ts";
import { marked } from "./incomplete.ts";
import { plainGlyphs } from "./draw-stack.ts";
import { plainNumber, withError } from "./numbers.ts";
import type { PlotModel, PlotSeries } from "./plot-model.ts";
import { renderTable } from "./table.ts";

/** One line per group, as it stands on the plot from top to bottom, with its number of events within the axis. */
export function renderLegend(plot: PlotModel, color: boolean): string {
  const stack = plot.stack.map((series, i) => [
    symbol(series, i, color),
    marked(series.label, series.incomplete),
    ...yieldCells(series),
  ]);
  const data = plot.data.map((series) => [
    "● ",
    marked(series.label, series.incomplete),
    plainNumber(series.total),
    "",
  ]);
  const total =
    plot.stack.length > 1
      ? [
          [
            "",
            marked(
              "Simulation, total",
              plot.stack.some((series) => series.incomplete),
            ),
            ...yieldCells(totalOf(plot.stack)),
          ],
        ]
      : [];
  const rows = [...data, ...stack.reverse(), ...total].map(([glyph = "", ...cells]) => ({ glyph, cells }));
  const table = renderTable(
    [
      { header: "", align: "left" },
      { header: "", align: "decimal" },
      { header: "", align: "decimal" },
    ],
    rows.map(({ cells }) => cells),
  );
  // Glyphs carry colours, which a table would count as width.
  return table
    .split("\n")
    .map((line, i) => `        ${rows[i]?.glyph === "" ? "  " : (rows[i]?.glyph ?? "")} ${line}`)
    .join("\n");
}

function symbol(series: PlotSeries, index: number, color: boolean): string {
  return color ? paint("██", paletteColor(series.color)) : (plainGlyphs[index % plainGlyphs.length] ?? "░").repeat(2);
}

function yieldCells(series: Pick<PlotSeries, "total" | "totalError">): string[] {
  const { value, error } = withError(series.total, series.totalError);
  return [value, `± ${error}`];
}

/** Errors of different samples are independent, so they add in squares. */
function totalOf(stack: readonly PlotSeries[]): Pick<PlotSeries, "total" | "totalError"> {
  return {
    total: stack.reduce((sum, series) => sum + series.total, 0),
    totalError: Math.hypot(...stack.map((series) => series.totalError)),
  };
}
