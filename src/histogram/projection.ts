import { totalOf } from "./exact-sum.ts";
import { createHistogram, nameOf, type Histogram } from "./histogram.ts";

/**
 * The histogram of one of its axes alone: along the others everything is added up, flow included, as `hist` and ROOT do. Each cell is
 * correctly rounded, so that it does not depend on an order.
 *
 * @param which axis, from 0
 */
export function projectionOf(histogram: Histogram, which: number): Histogram {
  const { axes, shape, title, entries, sumw, sumw2 } = histogram;
  const axis = axes[which]!;
  const stride = shape.strides[which]!;
  const cells: number[][] = Array.from({ length: axis.extent }, () => []);
  for (let cell = 0; cell < shape.size; cell++) cells[Math.floor(cell / stride) % axis.extent]!.push(cell);
  const added = (all: Float64Array) =>
    Float64Array.from(cells, (own) => totalOf(Float64Array.from(own, (cell) => all[cell]!)));
  return createHistogram({
    ...nameOf(histogram),
    title,
    axes: [axis],
    entries: added(entries),
    sumw: added(sumw),
    sumw2: added(sumw2),
  });
}

/** Whether it has two axes, so that it can be drawn as a map. */
export function isMap({ axes }: Pick<Histogram, "axes">): boolean {
  return axes.length === 2;
}
