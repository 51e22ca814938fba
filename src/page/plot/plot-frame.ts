import { type BinRange } from "../model/bin-range.ts";
import type { LegendRow } from "../model/legend.ts";
import type { LabelLine } from "../model/plot-labels.ts";
import type { PlotModel } from "../model/plot-model.ts";
import { emptyColumn, stepColumn } from "../model/steps.ts";
import { linearRange, logRange, logSafe, type YRange } from "../model/y-range.ts";
import type { PlotTheme } from "./plot-theme.ts";

/** Everything that is drawn at one moment. It is replaced as a whole; nothing in it changes. */
export interface PlotFrame {
  readonly model: PlotModel;
  readonly labels: readonly LabelLine[];
  /** `incomplete: 3 of 12 files missing`; undefined when all is in. */
  readonly notice: string | undefined;
  /** From top to bottom. */
  readonly legend: readonly LegendRow[];
  readonly titles: { readonly x: string; readonly y: string };
  readonly log: boolean;
  readonly zoom: BinRange;
  /** Bins that are marked behind the stack. */
  readonly window: BinRange | undefined;
  readonly theme: PlotTheme;
}

/** A frame, and what is computed from it once. */
export interface DrawnFrame extends PlotFrame {
  readonly y: YRange;
  /** For uPlot: edges, then a column for each simulated group of the specification, the last (topmost) first. */
  readonly columns: [number[], ...(number[] | null[])[]];
}

export function drawnFrame(frame: PlotFrame): DrawnFrame {
  const { model, log, zoom } = frame;
  const y = log ? logRange(model, zoom) : linearRange(model, zoom);
  const tops = new Map(model.stack.map(({ group, top }) => [group.name, top]));
  const layers = simulatedGroups(model)
    .reverse()
    .map(({ name }) => {
      const top = tops.get(name);
      if (top === undefined) return emptyColumn(model.bins);
      return stepColumn(log ? top.map((value) => logSafe(value, y.lower)) : top);
    });
  return { ...frame, y, columns: [Array.from(model.edges), ...layers] };
}

/** Shown or not, bottom first: each has its series, so that switching one off makes no new plot. */
export function simulatedGroups(model: PlotModel): PlotModel["groups"][number][] {
  return model.groups.filter((group) => group.kind !== "data");
}
