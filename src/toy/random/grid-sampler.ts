import type { RandomStream } from "./random-stream.ts";

/** A density over the unit cube; need not be normalised, 0 where nothing may be. */
export type CubeDensity = (point: Float64Array) => number;

/** A cell is looked at at its corners and at what lies evenly between: along each side so many steps from corner to corner. */
const stepsPerCell = 2;

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

/** Points at the border of cells belong to all of them, and are looked at once. */
function boundsOf(density: CubeDensity, cells: readonly number[]): Float64Array {
  const sides = cells.map((count) => stepsPerCell * count + 1);
  const values = new Float64Array(productOf(sides));
  const point = new Float64Array(cells.length);
  for (let place = 0; place < values.length; place++) {
    let rest = place;
    for (let i = 0; i < cells.length; i++) {
      const position = rest % sides[i]!;
      point[i] = position / stepsPerCell / cells[i]!;
      rest = (rest - position) / sides[i]!;
    }
    values[place] = density(point);
  }
  const withinCell = placesWithinCell(sides);
  const bounds = new Float64Array(productOf(cells));
  for (let cell = 0; cell < bounds.length; cell++) {
    const corner = firstPlace(cell, cells, sides);
    let largest = 0;
    for (const offset of withinCell) largest = Math.max(largest, values[corner + offset]!);
    bounds[cell] = largest * margin;
  }
  return bounds;
}

/** Places of all points of a cell in the lattice, from that of its first corner. */
function placesWithinCell(sides: readonly number[]): readonly number[] {
  let places = [0];
  let stride = 1;
  for (const side of sides) {
    const steps = Array.from({ length: stepsPerCell + 1 }, (_, step) => step * stride);
    places = steps.flatMap((step) => places.map((place) => place + step));
    stride *= side;
  }
  return places;
}

/** Place of a cell's first corner in the lattice. */
function firstPlace(cell: number, cells: readonly number[], sides: readonly number[]): number {
  let place = 0;
  let rest = cell;
  let stride = 1;
  for (let i = 0; i < cells.length; i++) {
    const position = rest % cells[i]!;
    place += stepsPerCell * position * stride;
    stride *= sides[i]!;
    rest = (rest - position) / cells[i]!;
  }
  return place;
}

function productOf(counts: readonly number[]): number {
  return counts.reduce((product, count) => product * count, 1);
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
