import type { CountErrors } from "../../plot/plot-model.ts";

/** How the plots are drawn, as the user has chosen it. */
export interface PlotChoices {
  /** Logarithmic y axis. */
  readonly log: boolean;
  /** Contents are drawn per unit of the axis, where bins have different widths. */
  readonly perUnit: boolean;
  readonly countErrors: CountErrors;
}

export const firstChoices: PlotChoices = { log: false, perUnit: false, countErrors: "interval" };
