import type { Axis, NumericAxis } from "./axis.ts";
import { IncompatibleAxisError } from "./errors.ts";

/**
 * How the cells of a histogram of one or several axes stand in one flat vector: the last axis runs fastest (row-major, as nested lists of
 * UHI JSON and NumPy do). A cell is a bin or a flow bin of each axis.
 */
export interface Shape {
  /** Cells along each axis, flow included. */
  readonly extent: readonly number[];
  /** How far neighbours along each axis are apart. */
  readonly strides: readonly number[];
  /** All cells. */
  readonly size: number;
}

export function shapeOf(axes: readonly Axis[]): Shape {
  const extent = axes.map((axis) => axis.extent);
  const strides: number[] = [];
  let size = 1;
  for (const length of extent.toReversed()) {
    strides.unshift(size);
    size *= length;
  }
  return { extent, strides, size };
}

/** Where one fill is stored. @param values one for each axis: a number, or a category */
export function cellOf(axes: readonly Axis[], values: readonly (number | string)[]): number {
  let cell = 0;
  for (const [i, axis] of axes.entries()) {
    const value = values[i]!;
    // Adding up from the outermost axis inward is the sum of index * stride.
    cell = cell * axis.extent + (axis.kind === "category" ? axis.index(value) : axis.index(Number(value)));
  }
  return cell;
}

/** The cells that are bins of every axis, in the order of storage. */
export function binCells(axes: readonly Axis[]): number[] {
  let cells = [0];
  for (const { bins, underflow, extent } of axes)
    cells = cells.flatMap((cell) => Array.from({ length: bins }, (_, bin) => cell * extent + underflow + bin));
  return cells;
}

/**
 * The axis of what has one axis only, of numbers.
 *
 * @throws {IncompatibleAxisError} if there are several axes, or it is one of categories.
 */
export function numericAxisOf(histogram: NamedAxes): NumericAxis {
  const axis = oneAxisOf(histogram);
  if (axis.kind === "category") throw unlike(histogram, "one axis of numbers");
  return axis;
}

/**
 * The axis of what has one axis only.
 *
 * @throws {IncompatibleAxisError} if there are several.
 */
export function oneAxisOf(histogram: NamedAxes): Axis {
  const [axis, ...others] = histogram.axes;
  if (axis === undefined || others.length > 0) throw unlike(histogram, "one axis");
  return axis;
}

interface NamedAxes {
  readonly name: string;
  readonly axes: readonly Axis[];
}

function unlike({ name, axes }: NamedAxes, wanted: string): IncompatibleAxisError {
  const found = axes.map(({ kind }) => kind).join(" and ");
  return new IncompatibleAxisError(`Histogram ${name} should have ${wanted}, but has ${found}`);
}
