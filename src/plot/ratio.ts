import { isBlinded } from "./blinded.ts";
import type { PlotGroup, PlotLine, PlotModel, Total } from "./plot-model.ts";

/** How far something goes down and up, a number for each drawn bin. */
export interface Band {
  readonly down: Float64Array;
  readonly up: Float64Array;
}

/** Data over expectation, a number for each drawn bin; NaN where nothing is expected (or less than nothing), or the data are blinded. */
export interface Ratio {
  /** Of each data group that is shown. */
  readonly data: readonly ({ readonly group: PlotGroup; readonly values: Float64Array } & Band)[];
  /** How far the uncertainty of the expectation goes below and above 1: statistical and systematic. */
  readonly band: Band;
  /** The statistical part of it; the same without variations. */
  readonly statistical: Band;
  /** Of each line that is drawn over the stack; `errors` of those that have some. */
  readonly lines: readonly {
    readonly line: PlotLine;
    readonly values: Float64Array;
    readonly errors?: Float64Array;
  }[];
  /** What is shown of it: 0.5 to 1.5 if all points and lines lie in it, else 0 to 2. */
  readonly range: { readonly lower: number; readonly upper: number };
}

/** What is divided by. */
export type Denominator = Pick<Total, "values" | "errors" | "down" | "up">;

/**
 * The errors of the points are those of the data alone, divided by the expectation; its own uncertainty is the band.
 *
 * @returns undefined without an expectation, or without anything to compare with it
 */
export function ratioOf(
  model: Pick<PlotModel, "data" | "lines" | "blind" | "edges"> & { readonly total: Denominator | undefined },
): Ratio | undefined {
  const { data, total, lines = [] } = model;
  if (total === undefined || data.length + lines.length === 0) return undefined;
  const over = overExpectation(total);
  const ofData = (numbers: Float64Array) => over(numbers).map((value, bin) => (isBlinded(model, bin) ? NaN : value));
  const points = data.map((group) => ({
    group,
    values: ofData(group.values),
    down: ofData(group.down),
    up: ofData(group.up),
  }));
  const ratios = lines.map((line) => ({
    ...{ line, values: over(line.values) },
    ...(line.errors && { errors: over(line.errors) }),
  }));
  const seen = [
    ...points.flatMap(({ group, values }) => [...values].filter((_, bin) => group.values[bin] !== 0)),
    ...ratios.flatMap(({ values }) => [...values]),
  ];
  const isNear = seen.every((value) => Number.isNaN(value) || (value >= 0.5 && value <= 1.5));
  const errors = over(total.errors);
  return {
    data: points,
    band: { down: over(total.down), up: over(total.up) },
    statistical: { down: errors, up: errors },
    lines: ratios,
    range: isNear ? { lower: 0.5, upper: 1.5 } : { lower: 0, upper: 2 },
  };
}

function overExpectation({ values }: Denominator): (numbers: Float64Array) => Float64Array {
  return (numbers) => numbers.map((value, bin) => (values[bin]! > 0 ? value / values[bin]! : NaN));
}
