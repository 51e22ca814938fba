import { histogramKey } from "../histogram/histogram.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { renderCutflow } from "./cutflow-table.ts";
import { renderMissing, renderWarnings } from "./missing-list.ts";
import { renderTerminalHistogram } from "./terminal-histogram.ts";
import { renderVariations } from "./variations-table.ts";
import { renderRegionYields, renderYields } from "./yields-table.ts";

export interface ResultOptions {
  readonly color: boolean;
  /** Width of plots. */
  readonly columns: number;
  /** Width of the terminal, for tables and text; undefined: any, as into a pipe. */
  readonly width?: number | undefined;
  /** Plots with events per unit of the axis. */
  readonly perUnit?: boolean;
  /** All missing parts, where the view holds only the first of them. */
  readonly missingCount?: number;
  /** Where a longer list of missing parts is; follows "and 7 more". */
  readonly missingHint?: string;
}

/** Everything that `hzz` prints of an analysis, wherever it ran: cutflow, what is missing, yields, and the plots. */
export function renderResult(view: AnalysisView, options: ResultOptions): string {
  const { missingCount: count = view.missing.length, missingHint: hint = "", width } = options;
  const missing = count === 0 ? [] : [renderMissing(view, { count, hint, width })];
  const warnings = renderWarnings(view, width);
  const regions = renderRegionYields(view, width);
  const variations = renderVariations(view, width);
  // The plots last, so that they are what the user sees when all is over.
  const parts = [
    renderCutflow(view, width),
    ...missing,
    ...(warnings === "" ? [] : [warnings]),
    renderYields(view, width),
    ...(regions === "" ? [] : [regions]),
    ...(variations === "" ? [] : [variations]),
    ...renderPlots(view, options),
  ];
  return `\n${parts.join("\n\n")}\n`;
}

/** Every histogram of the analysis, as it stands. */
export function renderPlots(view: AnalysisView, options: ResultOptions): string[] {
  const { color, columns, perUnit = false, missingCount = view.missing.length } = options;
  const nominal = view.histograms.filter(({ variation }) => variation === undefined);
  return nominal.map((block) =>
    renderTerminalHistogram(view, { histogram: histogramKey(block), columns, color, perUnit, missingCount }),
  );
}
