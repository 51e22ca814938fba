import { AppError } from "../errors/app-error.ts";
import type { BranchReader } from "./branch-reader.ts";
import { fetchBaskets } from "./fetch-baskets.ts";
import type { BranchLeaf } from "./interpretation/identify.ts";
import { readLeafWhenReady } from "./read-when-ready.ts";
import type { Tree } from "./tree.ts";

/** Bytes of first baskets that are fetched at once. */
const windowBytes = 8_000_000;

/**
 * The leaves of a tree that cannot be read, each with the error that reading it ends with.
 *
 * The tree tells the most of it: kinds that are not read, tables of baskets that contradict each other. How objects were written (their
 * version, and whether member by member) stands only in front of each of them, so the first entry is read too.
 *
 * @throws {AppError} if the file cannot be reached.
 */
export async function unreadableLeaves(tree: Tree): Promise<ReadonlyMap<BranchLeaf, AppError>> {
  const problems = new Map<BranchLeaf, AppError>();
  let open: Opened[] = [];
  let bytes = 0;
  for (const leaf of tree.leaves) {
    const branch = attempt(problems, leaf, () => tree.openBranch(tree.nameOf(leaf)));
    if (branch === undefined || tree.entries === 0) continue;
    open.push({ leaf, branch });
    bytes += leaf.branch.basketLengths[0] ?? 0;
    if (bytes < windowBytes) continue;
    await readFirstEntries(tree, open, problems);
    [open, bytes] = [[], 0];
  }
  await readFirstEntries(tree, open, problems);
  return problems;
}

interface Opened {
  readonly leaf: BranchLeaf;
  readonly branch: BranchReader;
}

async function readFirstEntries(tree: Tree, open: readonly Opened[], problems: Map<BranchLeaf, AppError>) {
  await fetchBaskets(tree.file.source, [{ branches: open.map(({ branch }) => branch), start: 0, stop: 1 }]);
  for (const { leaf, branch } of open) {
    await attempt(problems, leaf, async () => readLeafWhenReady(branch, 0, 1));
    branch.close();
  }
}

function attempt<T>(problems: Map<BranchLeaf, AppError>, leaf: BranchLeaf, read: () => T): T | undefined {
  const note = (error: unknown): void => {
    // A server that is away says nothing of the leaf.
    if (!(error instanceof AppError) || error.retry === "later") throw error;
    problems.set(leaf, error);
  };
  try {
    const result = read();
    return result instanceof Promise ? (result.catch(note) as T) : result;
  } catch (error) {
    note(error);
    return undefined;
  }
}
