import type { ComparisonKind } from "../../plot/figure/comparison.ts";
import type { CountErrors } from "../../plot/plot-model.ts";

/** How the plots are drawn, as the user has chosen it. */
export interface PlotChoices {
  /** Logarithmic y axis. */
  readonly log: boolean;
  /** Contents are drawn per unit of the axis, where bins have different widths. */
  readonly perUnit: boolean;
  readonly countErrors: CountErrors;
  /** What the panel below the plot compares. */
  readonly below: ComparisonKind | "none";
  /** Name of the variation whose alternatives are lines over the stack; undefined: none. */
  readonly variation: string | undefined;
  /** Colours of the simulated groups: their own, or ones that everybody can tell apart. */
  readonly colors: "own" | "distinct";
  /** Data are shown where the specification asks not to look. */
  readonly unblind: boolean;
}

export const firstChoices: PlotChoices = {
  ...{ log: false, perUnit: false, countErrors: "interval", unblind: false },
  ...{ below: "none", variation: undefined, colors: "own" },
};

/** Whether anything is drawn that a plot has not at first. */
export function hasMore({ below, variation, colors }: PlotChoices): boolean {
  return below !== "none" || variation !== undefined || colors === "distinct";
}
