import { BranchReader } from "./branch-reader.ts";
import type { ColumnType } from "./column.ts";
import { BranchNotFoundError } from "./errors.ts";
import { identify } from "./interpretation/identify.ts";
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
  readonly #byName = new Map<string, BranchMetadata>();
  readonly #held: HeldBaskets;

  constructor(file: TreeFile, path: string, metadata: TreeMetadata) {
    this.file = file;
    this.path = path;
    this.metadata = metadata;
    this.#held = new HeldBaskets(file.limits);
    // A name may occur twice (the 2025 release writes lep_type twice): the first one counts, as for TTree::GetBranch.
    for (const branch of metadata.branches) if (!this.#byName.has(branch.name)) this.#byName.set(branch.name, branch);
  }

  /** Line of text that its maker gave it. */
  get title(): string {
    return this.metadata.title;
  }

  get entries(): number {
    return this.metadata.entries;
  }

  /** Types of all branches that can be read, by name. */
  columnTypes(): ReadonlyMap<string, ColumnType> {
    const types = new Map<string, ColumnType>();
    for (const [name, branch] of this.#byName) {
      const interpretation = identify(branch);
      if (interpretation.kind !== "unknown") types.set(name, columnTypeOf(interpretation));
    }
    return types;
  }

  /** Why each branch that cannot be read cannot be read, by name. */
  unreadable(): ReadonlyMap<string, string> {
    const reasons = new Map<string, string>();
    for (const [name, branch] of this.#byName) {
      const interpretation = identify(branch);
      if (interpretation.kind === "unknown") reasons.set(name, interpretation.reason);
    }
    return reasons;
  }

  branch(name: string): BranchMetadata {
    const branch = this.#byName.get(name);
    if (branch !== undefined) return branch;
    throw new BranchNotFoundError(name, this.#byName.keys(), { file: this.file.source.name, tree: this.path });
  }

  /**
   * @throws {BranchNotFoundError} if there is no such branch.
   * @throws {UnsupportedFormatError | CorruptFileError} if it cannot be read.
   */
  openBranch(name: string): BranchReader {
    const where = { file: this.file.source.name, tree: this.path };
    const { source, header } = this.file;
    return new BranchReader(this.branch(name), this.entries, header.end, where, source, this.#held);
  }
}
