import { AppError } from "../errors/app-error.ts";
import { UnsupportedFormatError } from "../rootio/errors.ts";
import { reasonOf } from "../rootio/inspect.ts";
import type { RootFile } from "../rootio/root-file.ts";
import type { Tree } from "../rootio/tree.ts";
import { unreadableLeaves } from "../rootio/unreadable-leaves.ts";
import { type LeafDigest, LeafDigester } from "./leaf-digest.ts";
import { readWholeLeaf } from "./read-leaf.ts";

/** What came of reading all that a file holds. */
export interface FileReading {
  readonly file: string;
  readonly bytes: number;
  readonly trees: Readonly<Record<string, TreeReading>>;
  /** What could not be read though nothing said so before; also a tree that could not be opened. */
  readonly failures: readonly ReadFailure[];
}

export interface TreeReading {
  readonly entries: number;
  readonly branches: Readonly<Record<string, LeafDigest | UnreadLeaf>>;
}

/** `unread`: this reader does not read it, as `inspect` says. `failed`: it should be readable and is not. */
export interface UnreadLeaf {
  readonly kind: "unread" | "failed";
  readonly why: string;
}

/** Without a branch it is about the tree. */
export interface ReadFailure {
  readonly file: string;
  readonly tree: string;
  readonly branch?: string;
  readonly entryStart?: number;
  readonly entryStop?: number;
  readonly reason: string;
}

export interface ReadOptions {
  /** Only this tree. */
  readonly tree?: string | undefined;
  readonly signal: AbortSignal;
  /** Told before a leaf is read, and after each of its baskets. */
  readonly onProgress: (progress: ReadProgress) => void;
}

export interface ReadProgress {
  readonly tree: string;
  readonly branch: string;
  /** From 0 to 1, of all leaves of all trees. */
  readonly done: number;
}

/**
 * Reads every readable leaf of every tree to its end. Not one failure hides another.
 *
 * @throws {TreeNotFoundError} if `options.tree` names none.
 */
export async function readFile(file: RootFile, options: ReadOptions): Promise<FileReading> {
  const { source } = file;
  const failures: ReadFailure[] = [];
  const trees = new Map<string, TreeReading>();
  const opened: Tree[] = [];
  for (const path of options.tree === undefined ? file.treePaths() : [options.tree])
    try {
      opened.push(await file.openTree(path));
    } catch (error) {
      if (!(error instanceof AppError) || error.retry === "later" || options.tree !== undefined) throw error;
      failures.push({ file: source.name, tree: path, reason: error.summary });
    }
  const leaves = opened.reduce((sum, tree) => sum + tree.leaves.length, 0);
  let done = 0;
  for (const tree of opened) {
    const branches = new Map<string, LeafDigest | UnreadLeaf>();
    const unreadable = await unreadableLeaves(tree);
    for (const leaf of tree.leaves) {
      const name = tree.nameOf(leaf);
      const told = (part: number): void => {
        options.onProgress({ tree: tree.path, branch: name, done: (done + part) / leaves });
      };
      told(0);
      const problem = unreadable.get(leaf);
      branches.set(
        name,
        // What is damaged is read once more, and fails.
        problem instanceof UnsupportedFormatError
          ? { kind: "unread", why: reasonOf(leaf, problem) }
          : await digestOf(tree, name, told, options.signal, failures),
      );
      done++;
    }
    trees.set(tree.path, { entries: tree.entries, branches: Object.fromEntries(branches) });
  }
  return { file: source.name, bytes: source.size, trees: Object.fromEntries(trees), failures };
}

async function digestOf(
  tree: Tree,
  name: string,
  told: (part: number) => void,
  signal: AbortSignal,
  failures: ReadFailure[],
): Promise<LeafDigest | UnreadLeaf> {
  const at = { start: 0, stop: tree.entries };
  const digester = new LeafDigester();
  try {
    for await (const { stop, column } of readWholeLeaf(tree, name, at, signal)) {
      digester.add(column);
      told(tree.entries === 0 ? 1 : stop / tree.entries);
    }
    return digester.finish()!;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { entryStart = at.start, entryStop = at.stop } = error.where;
    const file = tree.file.source.name;
    failures.push({ file, tree: tree.path, branch: name, entryStart, entryStop, reason: error.summary });
    return { kind: "failed", why: error.summary };
  }
}
