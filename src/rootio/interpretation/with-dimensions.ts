import type { LeafColumn } from "../column.ts";
import type { Interpretation } from "./interpretation.ts";

/** Gives the list that an array of arrays was read as its levels back. */
export function withDimensions(column: LeafColumn, interpretation: Interpretation): LeafColumn {
  if (interpretation.kind !== "fixed" || interpretation.dimensions === undefined || column.shape !== "list")
    return column;
  const { type, length, content } = column;
  let lists = length;
  const levels = interpretation.dimensions.map((size) => {
    const offsets = Int32Array.from({ length: lists + 1 }, (_, i) => i * size);
    lists *= size;
    return offsets;
  });
  return { shape: "nested", type, length, levels, content };
}
