import type { Where } from "../../src/errors/app-error.ts";
import type { LeafColumn, LeafType, NumberType } from "../../src/rootio/column.ts";
import { createArray } from "../../src/rootio/column.ts";
import type { Recipe } from "../../src/analysis/spec-recipe.ts";
import { compileKernel, type Kernel } from "../../src/analysis/kernel/kernel.ts";
import { createScratch } from "../../src/analysis/kernel/chunk.ts";

/** One event: a value or list of values for each branch; bigint for 64-bit integers. */
export type Cell = number | boolean | bigint | string;
export type NestedCell = readonly (Cell | NestedCell)[];
export type Event = Readonly<Record<string, Cell | NestedCell>>;
type CellType = NumberType | "text";
type BranchType = CellType | readonly [CellType] | readonly [readonly [CellType]];
export type BranchTypes = Readonly<Record<string, BranchType>>;

/** `{ x: "float32", lep_pt: ["float32"], ids: [["int32"]] }`: a scalar, a list, and a list of lists. */
export function branchMap(types: BranchTypes): ReadonlyMap<string, LeafType> {
  return new Map(Object.entries(types).map(([name, type]) => [name, leafType(type)]));
}

function leafType(given: BranchType): LeafType {
  let levels = 0;
  let type: unknown = given;
  for (; Array.isArray(type); levels++) type = type[0] as unknown;
  if (type === "text") return { shape: "text", type, levels };
  const number = type as NumberType;
  if (levels > 1) return { shape: "nested", type: number, levels };
  return { shape: levels === 0 ? "scalar" : "list", type: number };
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
export function columnsOf(types: BranchTypes, events: readonly Event[]): ReadonlyMap<string, LeafColumn> {
  const columns = new Map<string, LeafColumn>();
  const { length } = events;
  for (const [name, leaf] of branchMap(types)) {
    let cells = events.map((event) => event[name]!);
    const levels: Int32Array[] = [];
    for (let level = levelsOf(leaf); level > 0; level--) {
      levels.push(startsOf(cells as readonly NestedCell[]));
      cells = (cells as readonly NestedCell[]).flat();
    }
    if (leaf.shape === "text") {
      columns.set(name, { shape: "text", length, levels, texts: cells as string[] });
      continue;
    }
    const { type } = leaf;
    const values = createArray(type, cells.length + 3);
    values.set(cells.map((cell) => (typeof cell === "boolean" ? Number(cell) : cell)) as never);
    if (leaf.shape === "scalar") columns.set(name, { shape: "scalar", type, length, values });
    else if (leaf.shape === "list")
      columns.set(name, { shape: "list", type, length, offsets: levels[0]!, content: values });
    else columns.set(name, { shape: "nested", type, length, levels, content: values });
  }
  return columns;
}

function levelsOf(leaf: LeafType): number {
  if ("levels" in leaf) return leaf.levels;
  return leaf.shape === "list" ? 1 : 0;
}

function startsOf(lists: readonly NestedCell[]): Int32Array {
  const starts = new Int32Array(lists.length + 4).fill(7);
  starts[0] = 0;
  lists.forEach((each, i) => (starts[i + 1] = starts[i]! + each.length));
  return starts;
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
