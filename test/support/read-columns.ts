import { type Column, createArray, type LeafColumn } from "../../src/rootio/column.ts";
import { fetchBaskets } from "../../src/rootio/fetch-baskets.ts";
import { readLeafWhenReady, readWhenReady } from "../../src/rootio/read-when-ready.ts";
import type { Tree } from "../../src/rootio/tree.ts";

/**
 * Whole columns of some branches for entries [start, stop), in memory of their own: for small ranges, inspection and tests.
 * The engine reads chunk by chunk instead.
 *
 * @throws {BranchNotFoundError | UnsupportedFormatError | CorruptFileError} as {@link Tree.openBranch} and reading do.
 */
export async function readColumns(
  tree: Tree,
  names: readonly string[],
  start = 0,
  stop = tree.entries,
): Promise<Map<string, Column>> {
  const from = Math.max(0, Math.min(start, tree.entries));
  const to = Math.max(from, Math.min(stop, tree.entries));
  const branches = [...new Set(names)].map((name) => tree.openBranch(name));
  await fetchBaskets(tree.file.source, [{ branches, start: from, stop: to }]);
  const columns = new Map<string, Column>();
  for (const branch of branches) {
    columns.set(branch.name, ownCopy(numbersIn(await readWhenReady(branch, from, to), branch.name)));
    branch.close();
  }
  return columns;
}

/** All entries of one leaf, whatever they hold; valid until the next reading of the tree. */
export async function readLeaf(tree: Tree, name: string): Promise<LeafColumn> {
  const branch = tree.openBranch(name);
  await fetchBaskets(tree.file.source, [{ branches: [branch], start: 0, stop: tree.entries }]);
  const column = await readLeafWhenReady(branch, 0, tree.entries);
  branch.close();
  return column;
}

function ownCopy(column: Column): Column {
  if (column.shape === "scalar") return { ...column, values: slice(column.type, column.values, column.length) };
  const offsets = column.offsets.slice(0, column.length + 1);
  return { ...column, offsets, content: slice(column.type, column.content, offsets[column.length]!) };
}

function slice(
  type: Column["type"],
  values: ArrayLike<number | bigint>,
  length: number,
): ReturnType<typeof createArray> {
  const copy = createArray(type, length);
  for (let i = 0; i < length; i++) copy[i] = values[i]!;
  return copy;
}

/** @throws {TypeError} if the column holds anything but numbers and lists of them. */
export function numbersIn(column: LeafColumn, name: string): Column {
  if (column.shape === "scalar" || column.shape === "list") return column;
  throw new TypeError(`Branch ${name} is no column of numbers or lists of them, but ${column.shape}`);
}
