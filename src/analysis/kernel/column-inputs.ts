import { AppError } from "../../errors/app-error.ts";
import type { LeafColumn, LeafType, NumberType, NumericArray } from "../../rootio/column.ts";

/** The caller of a kernel broke its contract: a column is missing or of another type, sums or scratch have the wrong size. */
export class KernelInputError extends AppError {
  readonly retry = "never";
}

/** The typed array that columns of this type have; generated code is optimised for exactly that class. */
const arrayOf: Record<NumberType, abstract new (...parameters: never[]) => NumericArray> = {
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Names of the arguments through which the generated function gets at one column. */
export interface ColumnArguments {
  /** Values, or the content of lists. */
  readonly values: string;
  /** Of each level of lists where they start, outermost first. */
  readonly offsets: readonly string[];
}

/** What generated code is given of a column. */
export type ColumnArray = NumericArray | readonly string[];

interface Input {
  readonly branch: string;
  readonly type: LeafType;
  readonly names: ColumnArguments;
  /** The halves of 64-bit integers, if the code looks at bits. */
  halves?: string;
}

/** The columns that one generated function takes, in the order of its arguments. */
export class ColumnInputs {
  readonly #inputs = new Map<string, Input>();

  /** The branches, in the order in which they were asked for. */
  branches(): Iterable<string> {
    return this.#inputs.keys();
  }

  /** The column of 64-bit integers seen as 32-bit ones: the lower half of each, then the upper one. */
  halvesOf(branch: string): string {
    const input = this.#inputs.get(branch)!;
    return (input.halves ??= `h${input.names.values.slice(1)}`);
  }

  argumentsOf(branch: string, type: LeafType): ColumnArguments {
    const known = this.#inputs.get(branch);
    if (known !== undefined) return known.names;
    const n = this.#inputs.size;
    const offsets = Array.from({ length: levelsOf(type) }, (_, level) => (level === 0 ? `o${n}` : `o${n}_${level}`));
    const names = { values: `v${n}`, offsets };
    this.#inputs.set(branch, { branch, type, names });
    return names;
  }

  /** Names of the arguments, as they stand in the head of the function. */
  parameters(): string[] {
    return [...this.#inputs.values()].flatMap(({ names, halves }) => [
      ...names.offsets,
      names.values,
      ...(halves === undefined ? [] : [halves]),
    ]);
  }

  /** @throws {KernelInputError} unless every column is there, of the type it was compiled for, and long enough. */
  take(columns: ReadonlyMap<string, LeafColumn>, length: number): ColumnArray[] {
    const taken: ColumnArray[] = [];
    for (const { branch, type, halves } of this.#inputs.values()) {
      const column = columns.get(branch);
      if (column === undefined)
        throw new KernelInputError("The chunk lacks a column that this stage needs", { branch });
      const values = valuesOf(column);
      if (!fits(column, values, type))
        throw new KernelInputError(
          `The kernel was compiled for a ${type.shape} of ${type.type}, but the column is a ${column.shape} of ${column.shape === "text" ? "text" : column.type}`,
          { branch },
        );
      if (column.length < length)
        throw new KernelInputError(`The column has ${column.length} entries, the chunk ${length}`, { branch });
      taken.push(...levelsIn(column), values);
      if (halves !== undefined && "buffer" in values)
        taken.push(new Int32Array(values.buffer, values.byteOffset, values.byteLength / 4));
    }
    return taken;
  }
}

function levelsOf(type: LeafType): number {
  if (type.shape === "nested" || type.shape === "text") return type.levels;
  return type.shape === "list" ? 1 : 0;
}

function levelsIn(column: LeafColumn): readonly Int32Array[] {
  if (column.shape === "nested" || column.shape === "text") return column.levels;
  return column.shape === "list" ? [column.offsets] : [];
}

function valuesOf(column: LeafColumn): ColumnArray {
  if (column.shape === "text") return column.texts;
  return column.shape === "scalar" ? column.values : column.content;
}

function fits(column: LeafColumn, values: ColumnArray, type: LeafType): boolean {
  if (column.shape !== type.shape || levelsIn(column).length !== levelsOf(type)) return false;
  if (type.shape === "text") return true;
  return column.shape !== "text" && column.type === type.type && values instanceof arrayOf[type.type];
}
