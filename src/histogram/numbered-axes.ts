import { shapeOf } from "./axes.ts";
import { createRegularAxis, type Axis, type CategoryAxis, type NumericAxis } from "./axis.ts";
import { createHistogram, nameOf, type Histogram } from "./histogram.ts";

/** An axis of numbers, or one of categories with its bins numbered: category i is [i, i + 1), and has a name. */
export interface NumberedAxis extends NumericAxis {
  /** Names of the bins. */
  readonly categories?: readonly string[];
}

/** The axis on which something is drawn. */
export function numberedAxis(axis: Axis): NumberedAxis {
  return axis.kind === "category" ? numbered(axis) : axis;
}

function numbered({ bins, categories, label }: CategoryAxis): NumberedAxis {
  return { ...createRegularAxis({ bins, lower: 0, upper: bins, label }), categories: categories.map(String) };
}

/** The same histogram on axes of numbers alone, for what knows no others: nothing lies below categories, what is in none lies above. */
export function withNumberedAxes(histogram: Histogram): Histogram {
  if (histogram.axes.every(({ kind }) => kind !== "category")) return histogram;
  const { title, shape, entries, sumw, sumw2, profile } = histogram;
  const axes = histogram.axes.map(numberedAxis);
  const { strides, size } = shapeOf(axes);
  const places = Array.from({ length: shape.size }, (_, cell) =>
    histogram.axes.reduce((place, axis, i) => {
      const at = Math.floor(cell / shape.strides[i]!) % axis.extent;
      return place + (at + 1 - axis.underflow) * strides[i]!;
    }, 0),
  );
  const moved = (cells: Float64Array): Float64Array => {
    const all = new Float64Array(size);
    for (const [cell, place] of places.entries()) all[place] = cells[cell]!;
    return all;
  };
  const numbers = { entries: moved(entries), sumw: moved(sumw), sumw2: moved(sumw2) };
  const means = profile && { ...profile, sumwy: moved(profile.sumwy), sumwy2: moved(profile.sumwy2) };
  return createHistogram({ ...nameOf(histogram), title, axes, ...numbers, profile: means });
}
