import { isBlinded } from "./blinded.ts";
import type { PlotModel } from "./plot-model.ts";
import { type Ratio, ratioOf } from "./ratio.ts";

/**
 * Each shape over the reference, as data are over the expectation: points and lines have their own statistical errors, the band has that of
 * the reference.
 *
 * Edge: data that are blinded are 1 in the bins that are shown. There all shapes are made 1 here, or simulation would be too low by what
 * it has in the others, which have no ratio.
 *
 * @param model made by `toShapes`
 * @returns undefined without a reference, or without another shape
 */
export function shapeRatioOf(model: PlotModel): Ratio | undefined {
  const { reference, data, lines = [], edges, perUnit, blind } = model;
  if (reference === undefined) return undefined;
  // A group alone is the whole expectation.
  if (reference.group === undefined) return lines.length < 2 ? undefined : ratioOf({ ...model, total: reference });
  const others = data.filter(({ name }) => name !== reference.group);
  if (blind.length === 0) return ratioOf({ ...model, data: others, total: reference });
  const inShown = <Shape extends { readonly values: Float64Array }>(shape: Shape): Shape => {
    const width = (bin: number) => (perUnit ? edges[bin + 1]! - edges[bin]! : 1);
    const part = shape.values.reduce((sum, value, bin) => sum + (isBlinded(model, bin) ? 0 : value * width(bin)), 0);
    const scaled = (numbers: Float64Array) =>
      numbers.map((number, bin) => (part > 0 && !isBlinded(model, bin) ? number / part : NaN));
    const numbers = Object.entries(shape).filter((entry): entry is [string, Float64Array] => scales.has(entry[0]));
    return { ...shape, ...Object.fromEntries(numbers.map(([name, each]) => [name, scaled(each)])) };
  };
  return ratioOf({ ...model, data: others.map(inShown), total: inShown(reference), lines: lines.map(inShown) });
}

/** What of a shape grows with it. */
const scales = new Set(["values", "errors", "down", "up"]);
