import { BranchReader } from "./branch-reader.ts";
import type { ColumnType } from "./column.ts";
import { BranchNotFoundError } from "./errors.ts";
import { type BranchLeaf, identify } from "./interpretation/identify.ts";
import { namesOf } from "./interpretation/leaf-names.ts";
import { columnTypeOf } from "./interpretation/interpretation.ts";
import type { FileHeader } from "./file-header.ts";
import type { ByteSource } from "./source/byte-source.ts";
import type { BranchMetadata, TreeMetadata } from "./tree-metadata.ts";
import { HeldBaskets, type UnpackLimits } from "./unpack-limits.ts";

/** What a tree needs of the file that it stands in. */
export interface TreeFile {
  readonly source: ByteSource;
  readonly header: FileHeader;
  /** Default: `unpackDefaults`. */
  readonly limits?: UnpackLimits;
}

/** A tree of an open file. Reading happens through {@link BranchReader}s, each with a position of its own. */
export class Tree {
  readonly file: TreeFile;
  readonly path: string;
  readonly metadata: TreeMetadata;
  /** Every value that the branches hold, in the order of the file. */
  readonly leaves: readonly BranchLeaf[];
  readonly #byName: ReadonlyMap<string, BranchLeaf>;
  readonly #names = new Map<BranchLeaf, string>();
  readonly #held: HeldBaskets;

  constructor(file: TreeFile, path: string, metadata: TreeMetadata) {
    this.file = file;
    this.path = path;
    this.metadata = metadata;
    this.#held = new HeldBaskets(file.limits);
    this.leaves = metadata.branches.flatMap((branch) => identify(branch, metadata.streamers));
    this.#byName = namesOf(this.leaves);
    for (const [name, leaf] of this.#byName) if (!this.#names.has(leaf)) this.#names.set(leaf, name);
  }

  /** Line of text that its maker gave it. */
  get title(): string {
    return this.metadata.title;
  }

  get entries(): number {
    return this.metadata.entries;
  }

  /** Types of all branches that expressions can use, by each of their names. */
  columnTypes(): ReadonlyMap<string, ColumnType> {
    const types = new Map<string, ColumnType>();
    for (const [name, { interpretation }] of this.#byName) {
      const type = interpretation.kind === "unknown" ? undefined : columnTypeOf(interpretation);
      if (type !== undefined) types.set(name, type);
    }
    return types;
  }

  /** Why each branch that expressions cannot use cannot be used, by each of its names. */
  unreadable(): ReadonlyMap<string, string> {
    const reasons = new Map<string, string>();
    for (const [name, { interpretation }] of this.#byName) {
      if (interpretation.kind === "unknown") reasons.set(name, interpretation.reason);
      else if (columnTypeOf(interpretation) === undefined)
        reasons.set(
          name,
          `it holds ${interpretation.type === "text" ? "texts" : "lists in lists"}, which expressions do not take`,
        );
    }
    return reasons;
  }

  branch(name: string): BranchMetadata {
    return this.leaf(name).branch;
  }

  /** @throws {BranchNotFoundError} if there is no such branch. */
  leaf(name: string): BranchLeaf {
    const leaf = this.#byName.get(name);
    if (leaf !== undefined) return leaf;
    throw new BranchNotFoundError(name, this.#byName.keys(), { file: this.file.source.name, tree: this.path });
  }

  /** The first of its names. */
  nameOf(leaf: BranchLeaf): string {
    return this.#names.get(leaf)!;
  }

  /**
   * @throws {BranchNotFoundError} if there is no such branch.
   * @throws {UnsupportedFormatError | CorruptFileError} if it cannot be read.
   */
  openBranch(name: string): BranchReader {
    const where = { file: this.file.source.name, tree: this.path };
    const { source, header } = this.file;
    return new BranchReader(name, this.leaf(name), this.entries, header.end, where, source, this.#held);
  }
}
