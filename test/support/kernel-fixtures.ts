import type { Where } from "../../src/errors/app-error.ts";
import type { Column, ColumnType, NumberType } from "../../src/rootio/column.ts";
import { createArray } from "../../src/rootio/column.ts";
import type { Recipe } from "../../src/analysis/spec-recipe.ts";
import { compileKernel, createScratch, type Kernel } from "../../src/analysis/kernel/kernel.ts";

/** One event: a value or list of values for each branch; bigint for 64-bit integers. */
export type Cell = number | boolean | bigint;
export type Event = Readonly<Record<string, Cell | readonly Cell[]>>;
export type BranchTypes = Readonly<Record<string, NumberType | readonly [NumberType]>>;

/** `{ x: "float32", lep_pt: ["float32"] }`: a scalar and a list branch. */
export function branchMap(types: BranchTypes): ReadonlyMap<string, ColumnType> {
  return new Map(
    Object.entries(types).map(([name, type]) => [
      name,
      typeof type === "string" ? { shape: "scalar", type } : { shape: "list", type: type[0] },
    ]),
  );
}

/** A recipe that does nothing but what is given. */
export function recipeOf(parts: Partial<Recipe> = {}): Recipe {
  return {
    tree: "mini",
    energyUnit: "GeV",
    collections: {},
    define: [],
    weights: { factors: [], sign: "signed" },
    cuts: [],
    histograms: [],
    ...parts,
  };
}

/** Columns of consecutive events. Arrays are longer than need be, as a reader's may be, with rubbish at the end. */
export function columnsOf(types: BranchTypes, events: readonly Event[]): ReadonlyMap<string, Column> {
  const columns = new Map<string, Column>();
  for (const [name, { shape, type }] of branchMap(types)) {
    const cells = events.map((event) => event[name]!);
    const flat = cells.flat();
    const values = createArray(type, flat.length + 3);
    values.set(flat.map((cell) => (typeof cell === "boolean" ? Number(cell) : cell)) as never);
    const offsets = new Int32Array(events.length + 4).fill(7);
    offsets[0] = 0;
    cells.forEach((cell, i) => (offsets[i + 1] = offsets[i]! + (Array.isArray(cell) ? cell.length : 1)));
    if (shape === "scalar") columns.set(name, { shape, type, length: events.length, values });
    else columns.set(name, { shape, type, length: events.length, offsets, content: values });
  }
  return columns;
}

/** Runs a kernel over all events in chunks whose lengths are given (the last one is repeated). Returns sums and survivors. */
export function runKernel(
  kernel: Kernel,
  types: BranchTypes,
  events: readonly Event[],
  chunkLengths: readonly number[] = [events.length],
): { readonly sums: Float64Array; readonly passed: number[] } {
  const sums = new Float64Array(kernel.layout.length);
  const scratch = createScratch(Math.max(1, ...chunkLengths));
  const passed: number[] = [];
  for (let start = 0, n = 0; start < events.length; n++) {
    const length = Math.min(chunkLengths[Math.min(n, chunkLengths.length - 1)]!, events.length - start);
    const columns = columnsOf(types, events.slice(start, start + length));
    let survivors = 0;
    kernel.stages.forEach((_, stage) => {
      survivors = kernel.run(stage, { entryStart: start, length, columns }, sums, scratch);
    });
    for (const entry of scratch.survivors.subarray(0, survivors)) passed.push(start + entry);
    start += length;
  }
  return { sums, passed };
}

export interface Evaluation {
  readonly types: BranchTypes;
  readonly event: Event;
  readonly recipe?: Partial<Recipe>;
  readonly where?: Where;
}

/**
 * The value of a single number in one event, through a compiled kernel: it is taken as the weight of the event.
 *
 * @throws {ExpressionValueError} also if it is not finite.
 */
export function numberOf(expression: string, { types, event, recipe, where = {} }: Evaluation): number {
  const full = recipeOf({ ...recipe, weights: { factors: [expression], sign: "signed" } });
  const kernel = compileKernel(full, branchMap(types), { weighted: true, normalisation: 1, where });
  return runKernel(kernel, types, [event]).sums[kernel.layout.cutflow.sumw]!;
}

/** The value of a single bool in one event, through a compiled kernel: whether the event passes it as a cut. */
export function boolOf(expression: string, { types, event, recipe, where = {} }: Evaluation): boolean {
  const full = recipeOf({ ...recipe, cuts: [{ name: "cut", expression }] });
  const kernel = compileKernel(full, branchMap(types), { weighted: false, normalisation: 1, where });
  return runKernel(kernel, types, [event]).passed.length === 1;
}
