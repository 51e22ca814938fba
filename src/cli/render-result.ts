import { histogramKey } from "../histogram/histogram.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { renderCutflow } from "./cutflow-table.ts";
import { renderMissing, renderWarnings } from "./missing-list.ts";
import { renderTerminalHistogram } from "./terminal-histogram.ts";
import { renderVariations } from "./variations-table.ts";
import { renderRegionYields, renderYields } from "./yields-table.ts";

export interface ResultOptions {
  readonly color: boolean;
  /** Width of the terminal. */
  readonly columns: number;
  /** Plots with events per unit of the axis. */
  readonly perUnit?: boolean;
  /** All missing parts, where the view holds only the first of them. */
  readonly missingCount?: number;
  /** Where a longer list of missing parts is; follows "and 7 more". */
  readonly missingHint?: string;
}

/** Everything that `hzz` prints of an analysis, wherever it ran: cutflow, what is missing, yields, and the plots. */
export function renderResult(view: AnalysisView, options: ResultOptions): string {
  const { missingCount: count = view.missing.length, missingHint: hint = "" } = options;
  const missing = count === 0 ? [] : [renderMissing(view, { count, hint })];
  const warnings = renderWarnings(view);
  const regions = renderRegionYields(view);
  const variations = renderVariations(view);
  // The plots last, so that they are what the user sees when all is over.
  const parts = [
    renderCutflow(view),
    ...missing,
    ...(warnings === "" ? [] : [warnings]),
    renderYields(view),
    ...(regions === "" ? [] : [regions]),
    ...(variations === "" ? [] : [variations]),
    ...renderPlots(view, options),
  ];
  return `\n${parts.join("\n\n")}\n`;
}

/** Every histogram of the analysis, as it stands. */
export function renderPlots(view: AnalysisView, options: ResultOptions): string[] {
  const { color, perUnit = false, missingCount = view.missing.length } = options;
  const columns = Math.min(options.columns, 120);
  const nominal = view.histograms.filter(({ variation }) => variation === undefined);
  return nominal.map((block) =>
    renderTerminalHistogram(view, { histogram: histogramKey(block), columns, color, perUnit, missingCount }),
  );
}
