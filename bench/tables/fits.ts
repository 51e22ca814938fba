import { runTask } from "../run-task.ts";
import { markdown, series, type Table } from "../series.ts";
import { spreadOf } from "../statistics.ts";
import type { FitTimes } from "../tasks/fits.ts";

/** Bins, nuisance parameters, and whether each bin has one of its own. */
const sizes = [
  [34, 10, 0],
  [34, 10, 1],
  [200, 100, 0],
  [200, 100, 1],
] as const;

/** What a fit of a HistFactory workspace costs. */
export function fitsTable(rounds: number): Table {
  const all = sizes.map((size) => series(size.join(" "), rounds, () => runTask<FitTimes>("fits", size)));
  return {
    title: "Fits of HistFactory workspaces",
    series: all,
    show: () =>
      "Milliseconds of CPU time. Cold: from the text of the workspace to best fit and errors, the first in a process.\n\n" +
      markdown(
        ["bins", "nuisance parameters", "all parameters", "cold", "best fit, warm", "with CLs and limits, warm"],
        all.map(({ values }, i) => [
          String(sizes[i]![0]),
          `${sizes[i]![1]}${sizes[i]![2] > 0 ? ", and one for each bin" : ""}`,
          String(values[0]?.parameters ?? ""),
          spreadOf(values, ({ cold }) => cold, 0),
          spreadOf(values, ({ warm }) => warm, 1),
          spreadOf(values, ({ limits }) => limits, 0),
        ]),
      ),
  };
}
