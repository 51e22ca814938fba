import type { PlotTheme } from "../plot/plot-theme.ts";

/** Colours that are seen apart on light and on dark, also by who sees no red or green; dashes tell them apart without colours. */
const colors = {
  light: ["#0b57b0", "#b34700", "#00735c", "#8a3ffc", "#9f1853", "#555555"],
  dark: ["#8fc0ff", "#ffb068", "#5fd3b3", "#c9a7ff", "#ff9ac1", "#c0c6ce"],
};
const dashes = [[], [8, 4], [2, 3], [12, 3, 2, 3], [5, 5], [1, 4]];

/** How the line of each analysis is drawn. @param at its place, from 0 */
export function lineStyle(theme: PlotTheme, at: number): { readonly color: string; readonly dash: readonly number[] } {
  return { color: colors[theme.name][at % 6]!, dash: dashes[at % 6]! };
}
