import { projectionOf } from "../histogram/projection.ts";
import type { PlotSource } from "./plot-model.ts";

/** The same sources with the histogram of one axis alone. */
export function projected(sources: readonly PlotSource[], which: number): PlotSource[] {
  return sources.map((source) => ({ ...source, histogram: projectionOf(source.histogram, which) }));
}
