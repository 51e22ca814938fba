import type { LeafColumn } from "../rootio/column.ts";

/** A value of a branch, or a list of such; integers of 64 bits are bigint, bool is boolean. */
export type EntryValue = number | bigint | boolean | string | readonly EntryValue[];

/** What one entry of a column holds. */
export function entryValue(column: LeafColumn, entry: number): EntryValue {
  switch (column.shape) {
    case "scalar":
      return toValue(column, column.values[entry]!);
    case "list":
      return list(column, [column.offsets], 0, entry);
    case "nested":
    case "text":
      return list(column, column.levels, 0, entry);
  }
}

function list(column: LeafColumn, levels: readonly Int32Array[], level: number, at: number): EntryValue {
  const offsets = levels[level];
  if (offsets === undefined) {
    if (column.shape === "text") return column.texts[at]!;
    return toValue(column, (column.shape === "scalar" ? column.values : column.content)[at]!);
  }
  const values: EntryValue[] = [];
  for (let i = offsets[at]!; i < offsets[at + 1]!; i++) values.push(list(column, levels, level + 1, i));
  return values;
}

function toValue(column: Exclude<LeafColumn, { shape: "text" }>, value: number | bigint): EntryValue {
  return column.type === "bool" ? value !== 0 : value;
}
