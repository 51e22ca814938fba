import type { LeafColumn } from "../rootio/column.ts";
import { fetchBaskets } from "../rootio/fetch-baskets.ts";
import { readLeafWhenReady } from "../rootio/read-when-ready.ts";
import type { Tree } from "../rootio/tree.ts";

/** Bytes that are fetched from a server at once. */
const windowBytes = 8_000_000;

/** Entries of one leaf that were read together. The column is valid until the next one is asked for. */
export interface LeafPart {
  readonly start: number;
  readonly stop: number;
  readonly column: LeafColumn;
}

/** Where reading had come to when it failed. */
export interface ReadPosition {
  start: number;
  stop: number;
}

/**
 * Reads a leaf from its first entry to its last, a basket at a time.
 *
 * @param at is kept up to date, so that whoever catches an error knows which entries it was about.
 * @throws {AppError} as {@link Tree.openBranch} and reading do.
 */
export async function* readWholeLeaf(
  tree: Tree,
  name: string,
  at: ReadPosition,
  signal: AbortSignal,
): AsyncGenerator<LeafPart, void, undefined> {
  [at.start, at.stop] = [0, tree.entries];
  const branch = tree.openBranch(name);
  const { basketLengths } = tree.branch(name);
  try {
    let fetched = 0;
    for (let i = 0; i + 1 < branch.starts.length; i++) {
      const [start, stop] = [branch.starts[i]!, branch.starts[i + 1]!];
      if (start === stop) continue;
      signal.throwIfAborted();
      [at.start, at.stop] = [start, stop];
      if (stop > fetched) {
        let bytes = 0;
        for (let next = i; next + 1 < branch.starts.length && (next === i || bytes < windowBytes); next++) {
          bytes += basketLengths[next] ?? 0;
          fetched = branch.starts[next + 1]!;
        }
        await fetchBaskets(tree.file.source, [{ branches: [branch], start, stop: fetched }], signal);
      }
      yield { start, stop, column: await readLeafWhenReady(branch, start, stop) };
      branch.forget(stop);
    }
    // What an empty tree holds is known too.
    if (tree.entries === 0) yield { start: 0, stop: 0, column: await readLeafWhenReady(branch, 0, 0) };
  } finally {
    branch.close();
  }
}
