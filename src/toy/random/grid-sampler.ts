import type { RandomStream } from "./random-stream.ts";

/** A density over the unit cube; need not be normalised, 0 where nothing may be. */
export type CubeDensity = (point: Float64Array) => number;

/** Points at which a cell is looked at, along each side: the corners and what lies evenly between. */
const pointsPerSide = 3;

/** A cell's bound is this much above the largest value found in it, for what lies between the points. */
const margin = 1.15;

/**
 * Draws points of the unit cube with a given density, by rejection under a staircase: the cube is cut into cells, each with an upper
 * bound of the density; a cell is chosen by its bound (alias method, Walker 1977), a point in it uniformly, and kept with probability
 * density / bound.
 *
 * Good for densities that are smooth on the scale of a cell. Where a density is above its bound, for all the margin, it is cut off; of the densities
 * of the toy that takes away 4 of 10,000 points at most.
 */
export class GridSampler {
  readonly #density: CubeDensity;
  readonly #cells: readonly number[];
  readonly #bounds: Float64Array;
  /** Of each cell: how often it is itself when chosen, and which one it is otherwise. */
  readonly #keep: Float64Array;
  readonly #alias: Int32Array;

  /** @param cells number of cells along each side of the cube; their number is its dimension. */
  constructor(density: CubeDensity, cells: readonly number[]) {
    this.#density = density;
    this.#cells = cells;
    this.#bounds = boundsOf(density, cells);
    const total = this.#bounds.reduce((sum, bound) => sum + bound, 0);
    [this.#keep, this.#alias] = aliasTable(this.#bounds, total);
  }

  /** Writes a point to `out`, and gives the density there; that was the last call of the density. */
  sample(random: RandomStream, out: Float64Array): number {
    for (;;) {
      const cell = this.#choose(random);
      let rest = cell;
      for (let i = 0; i < this.#cells.length; i++) {
        const count = this.#cells[i]!;
        const position = rest % count;
        out[i] = (position + random.uniform()) / count;
        rest = (rest - position) / count;
      }
      const density = this.#density(out);
      if (random.accepts(density, this.#bounds[cell]!)) return density;
    }
  }

  #choose(random: RandomStream): number {
    const place = random.uniform() * this.#keep.length;
    const cell = Math.floor(place);
    return place - cell < this.#keep[cell]! ? cell : this.#alias[cell]!;
  }
}

function boundsOf(density: CubeDensity, cells: readonly number[]): Float64Array {
  const bounds = new Float64Array(cells.reduce((product, count) => product * count, 1));
  const points = cells.reduce((product) => product * pointsPerSide, 1);
  const point = new Float64Array(cells.length);
  for (let cell = 0; cell < bounds.length; cell++) {
    let largest = 0;
    for (let n = 0; n < points; n++) {
      let [restOfCell, restOfPoints] = [cell, n];
      for (let i = 0; i < cells.length; i++) {
        const count = cells[i]!;
        const position = restOfCell % count;
        const step = restOfPoints % pointsPerSide;
        point[i] = (position + step / (pointsPerSide - 1)) / count;
        restOfCell = (restOfCell - position) / count;
        restOfPoints = (restOfPoints - step) / pointsPerSide;
      }
      largest = Math.max(largest, density(point));
    }
    bounds[cell] = largest * margin;
  }
  return bounds;
}

/** Vose's way of building the table: cells below the average are filled up from one above it. */
function aliasTable(weights: Float64Array, total: number): [keep: Float64Array, alias: Int32Array] {
  const keep = weights.map((weight) => (weight * weights.length) / total);
  const alias = Int32Array.from(keep.keys());
  const small: number[] = [];
  const large: number[] = [];
  keep.forEach((share, cell) => (share < 1 ? small : large).push(cell));
  while (small.length > 0 && large.length > 0) {
    const less = small.pop()!;
    const more = large.at(-1)!;
    alias[less] = more;
    keep[more] = keep[more]! + keep[less]! - 1;
    if (keep[more] < 1) small.push(large.pop()!);
  }
  // What is left over is 1 but for rounding.
  for (const cell of [...small, ...large]) keep[cell] = 1;
  return [keep, alias];
}
