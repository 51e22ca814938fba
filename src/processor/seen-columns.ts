import { AppError } from "../errors/app-error.ts";
import { maxColumns, maxColumnName, type ColumnsSeen } from "../protocol/log-event.ts";
import type { BranchReader } from "../rootio/branch-reader.ts";
import type { LeafColumn, LeafType } from "../rootio/column.ts";
import { fetchBaskets } from "../rootio/fetch-baskets.ts";
import { readWhenReady } from "../rootio/read-when-ready.ts";
import type { Tree } from "../rootio/tree.ts";

/** Enough to see the unit of a momentum, and mostly within the first basket. */
const entriesSeen = 1000;

type Seen = ColumnsSeen["columns"][number];

/**
 * The branches of a tree that expressions may use, and of those that are read anyway the range of their values in its first entries.
 *
 * @param used branches of which baskets are read; they come first
 */
export async function seenColumns(
  tree: Tree,
  used: readonly string[],
  signal: AbortSignal,
): Promise<Pick<ColumnsSeen, "entries" | "columns">> {
  const types = tree.columnTypes();
  const entries = Math.min(tree.entries, entriesSeen);
  const ranges = await rangesOf(tree, used, entries, signal);
  const names = [...new Set([...used, ...types.keys()])].filter((name) => name.length <= maxColumnName);
  const columns = names.slice(0, maxColumns).flatMap((name): Seen[] => {
    const type = types.get(name);
    return type === undefined ? [] : [{ name, type: typeText(type), ...ranges.get(name) }];
  });
  return { entries, columns };
}

function typeText(column: LeafType): string {
  if (column.shape === "scalar") return column.type;
  return "levels" in column ? column.type + "[]".repeat(column.levels) : `${column.type}[${column.fixedLength ?? ""}]`;
}

type Range = Required<Pick<Seen, "lowest" | "highest">>;

async function rangesOf(
  tree: Tree,
  used: readonly string[],
  entries: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Range>> {
  const ranges = new Map<string, Range>();
  const branches: BranchReader[] = [];
  try {
    for (const name of used) branches.push(tree.openBranch(name));
    await fetchBaskets(tree.file.source, [{ branches, start: 0, stop: entries }], signal);
    for (const branch of branches) {
      const range = rangeOf(await readWhenReady(branch, 0, entries));
      if (range !== undefined) ranges.set(branch.name, range);
    }
  } catch (error) {
    // It is a hint only: whoever needs these values reads them too, and tells what is wrong with them.
    if (!(error instanceof AppError)) throw error;
  } finally {
    for (const branch of branches) branch.close();
  }
  return ranges;
}

/** Of the values that are finite; undefined if there is none, or if it holds no numbers or lists of them. */
function rangeOf(column: LeafColumn): Range | undefined {
  if (column.shape === "text" || column.shape === "nested" || column.type === "bool") return undefined;
  const [values, length] =
    column.shape === "scalar" ? [column.values, column.length] : [column.content, column.offsets[column.length] ?? 0];
  let [lowest, highest] = [Infinity, -Infinity];
  for (let i = 0; i < length; i++) {
    const value = Number(values[i]);
    if (!Number.isFinite(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest <= highest ? { lowest, highest } : undefined;
}
