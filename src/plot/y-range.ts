import type { BinRange } from "./bin-range.ts";
import type { PlotModel } from "./plot-model.ts";

/** The highest thing in view stands at 1 / 1.6 of the height, so that labels and legend have room above it. */
const usualHeadRoom = 1.6;

/** A logarithmic axis shows at most so many powers of ten below the highest content. */
const decadesBelow = 5;

/** Float64 has no power of ten below what is smaller than this. */
const almostNothing = 1e-300;

export interface YRange {
  readonly lower: number;
  readonly upper: number;
}

/** From 0, or below it where a sum of weights is negative, to 1.6 times the highest content with its error. */
export function linearRange(model: PlotModel, view: BinRange, headRoom = usualHeadRoom): YRange {
  const { highest, lowest } = extent(model, view);
  return { lower: lowest < 0 ? 1.1 * lowest : 0, upper: highest > 0 ? headRoom * highest : 1 };
}

/** From a power of ten below the smallest positive content; the highest stands at 1 / 1.6 of the height, as on a linear axis. */
export function logRange(model: PlotModel, view: BinRange, headRoom = usualHeadRoom): YRange {
  const { highest, smallest } = extent(model, view);
  if (!(highest > almostNothing)) return { lower: 0.1, upper: 10 };
  const wanted = Math.max(smallest * 0.8, highest * 10 ** -decadesBelow);
  const lower = Number(`1e${Math.floor(Math.log10(wanted))}`);
  return { lower, upper: lower * (highest / lower) ** headRoom };
}

/** The range, or one that ends so high that the contents of these bins stay in its lower part. @param part above 0, up to 1 */
export function withRoomAbove(range: YRange, model: PlotModel, bins: BinRange, part: number, log: boolean): YRange {
  const { lower } = range;
  const { highest } = extent(model, bins);
  if (!(highest > lower)) return range;
  const upper = log ? lower * (highest / lower) ** (1 / part) : lower + (highest - lower) / part;
  return { lower, upper: Math.max(range.upper, upper) };
}

/** A logarithmic axis has no place for 0 and below: such contents are drawn at its lower end. */
export function logSafe(value: number, lower: number): number {
  return value > lower ? value : lower;
}

/** What is in view: borders of the layers, the total's uncertainty, lines, data with their errors. `smallest` is the smallest positive content. */
function extent(model: PlotModel, { start, stop }: BinRange): { highest: number; lowest: number; smallest: number } {
  let highest = 0;
  let lowest = 0;
  let smallest = Infinity;
  const take = (value: number, up = 0, down = up) => {
    highest = Math.max(highest, value + up);
    if (value < 0) lowest = Math.min(lowest, value - down);
    if (value > 0) smallest = Math.min(smallest, value);
  };
  for (let bin = start; bin < stop; bin++) {
    for (const { top } of model.stack) take(top[bin]!);
    if (model.total !== undefined) take(model.total.values[bin]!, model.total.up[bin], model.total.down[bin]);
    for (const { values } of model.lines ?? []) take(values[bin]!);
    // An empty bin is drawn without a bar.
    for (const { values, up, down } of model.data) if (values[bin] !== 0) take(values[bin]!, up[bin], down[bin]);
  }
  return { highest, lowest, smallest: Math.min(smallest, highest) };
}
