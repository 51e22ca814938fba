import { AppError } from "../../errors/app-error.ts";
import type { Column, ColumnType, NumberType, NumericArray } from "../../rootio/column.ts";

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
  /** Only of lists. */
  readonly offsets?: string;
}

interface Input {
  readonly branch: string;
  readonly type: ColumnType;
  readonly names: ColumnArguments;
}

/** The columns that one generated function takes, in the order of its arguments. */
export class ColumnInputs {
  readonly #inputs = new Map<string, Input>();

  argumentsOf(branch: string, type: ColumnType): ColumnArguments {
    const known = this.#inputs.get(branch);
    if (known !== undefined) return known.names;
    const n = this.#inputs.size;
    const names = type.shape === "list" ? { values: `v${n}`, offsets: `o${n}` } : { values: `v${n}` };
    this.#inputs.set(branch, { branch, type, names });
    return names;
  }

  /** Names of the arguments, as they stand in the head of the function. */
  parameters(): string[] {
    return [...this.#inputs.values()].flatMap(({ names }) =>
      names.offsets === undefined ? [names.values] : [names.offsets, names.values],
    );
  }

  /** @throws {KernelInputError} unless every column is there, of the type it was compiled for, and long enough. */
  take(columns: ReadonlyMap<string, Column>, length: number): NumericArray[] {
    const taken: NumericArray[] = [];
    for (const { branch, type } of this.#inputs.values()) {
      const column = columns.get(branch);
      if (column === undefined)
        throw new KernelInputError("The chunk lacks a column that this stage needs", { branch });
      const values = column.shape === "list" ? column.content : column.values;
      if (column.shape !== type.shape || column.type !== type.type || !(values instanceof arrayOf[type.type]))
        throw new KernelInputError(
          `The kernel was compiled for a ${type.shape} of ${type.type}, but the column is a ${column.shape} of ${column.type}`,
          { branch },
        );
      if (column.length < length)
        throw new KernelInputError(`The column has ${column.length} entries, the chunk ${length}`, { branch });
      if (column.shape === "list") taken.push(column.offsets);
      taken.push(values);
    }
    return taken;
  }
}
