import { type Column, type ColumnType, createArray, type NumericArray } from "../../column.ts";
import { InvalidOutputError } from "../errors.ts";

/**
 * Checks that a column can be written to a branch: all of it, before any of it is written.
 *
 * @throws {InvalidOutputError} saying what does not fit.
 */
export function checkColumn(
  tree: string,
  branch: { readonly name: string; readonly type: ColumnType },
  column: Column | undefined,
  length: number,
): Column {
  const refuse = (problem: string): never => {
    throw new InvalidOutputError(problem, { tree, branch: branch.name });
  };
  const { shape, type } = branch.type;
  if (!Number.isInteger(length) || length < 0) return refuse(`A number of entries was expected, not ${length}`);
  if (column === undefined) return refuse("No column was given for this branch");
  if (column.shape !== shape || column.type !== type)
    return refuse(`A ${shape} of ${type} was expected, but the column is a ${column.shape} of ${column.type}`);
  if (column.length < length) return refuse(`${length} entries were expected, but the column has ${column.length}`);
  const values = column.shape === "scalar" ? column.values : column.content;
  if (values.constructor !== createArray(type, 0).constructor)
    return refuse(`Values of type ${type} were expected, but the array is ${nameOf(values)}`);
  const needed = column.shape === "scalar" ? length : lastOffset(column.offsets, length, refuse);
  if (values.length < needed) return refuse(`${needed} values were expected, but the array has ${values.length}`);
  return column;
}

/** One list must fit into one record, whatever its type. */
const maxListLength = 2 ** 26;

/** Offsets must not run backwards: what would be written could not be read. */
function lastOffset(offsets: Int32Array, length: number, refuse: (problem: string) => never): number {
  if (offsets.length <= length) return refuse(`${length + 1} offsets were expected, but there are ${offsets.length}`);
  let last = offsets[0]!;
  if (last < 0) return refuse(`Offsets start at ${last}`);
  for (let i = 1; i <= length; i++) {
    const offset = offsets[i]!;
    if (offset < last)
      return refuse(`Entry ${i - 1} would have ${offset - last} values: offsets go from ${last} to ${offset}`);
    if (offset - last > maxListLength)
      return refuse(`Entry ${i - 1} has ${offset - last} values; a list has up to ${maxListLength}`);
    last = offset;
  }
  return last;
}

function nameOf(values: NumericArray): string {
  return values.constructor.name;
}
