import { BranchReader } from "./branch-reader.ts";
import type { LeafType } from "./column.ts";
import { BranchNotFoundError } from "./errors.ts";
import type { FileHeader } from "./file-header.ts";
import type { BranchLeaf } from "./interpretation/identify.ts";
import { columnTypeOf } from "./interpretation/interpretation.ts";
import { LeafNames } from "./leaf-names.ts";
import { countedBytes, OmittedStarts } from "./omitted-starts.ts";
import { LookedUp } from "../collections/looked-up.ts";
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
  readonly #names: LeafNames;
  readonly #held: HeldBaskets;

  constructor(file: TreeFile, path: string, metadata: TreeMetadata) {
    this.file = file;
    this.path = path;
    this.metadata = metadata;
    this.#held = new HeldBaskets(file.limits);
    this.#names = new LeafNames(metadata);
  }

  /** Every value that the branches hold, in the order of the file. */
  get leaves(): readonly BranchLeaf[] {
    return this.#names.leaves;
  }

  /** Line of text that its maker gave it. */
  get title(): string {
    return this.metadata.title;
  }

  get entries(): number {
    return this.metadata.entries;
  }

  /** Types of all branches that expressions can use, by each of their names; a name that is asked for is looked up alone. */
  columnTypes(): ReadonlyMap<string, LeafType> {
    return new LookedUp(
      (name) => typeOf(this.#names.get(name)),
      () => {
        const all = [...this.#names.all()].map(([name, leaf]) => [name, typeOf(leaf)] as const);
        return new Map(all.filter((entry): entry is [string, LeafType] => entry[1] !== undefined));
      },
    );
  }

  /** Why each branch that expressions cannot use cannot be used, by each of its names. */
  unreadable(): ReadonlyMap<string, string> {
    const reasons = new Map<string, string>();
    for (const [name, { interpretation }] of this.#names.all()) {
      if (interpretation.kind === "unknown") reasons.set(name, interpretation.reason);
    }
    return reasons;
  }

  branch(name: string): BranchMetadata {
    return this.leaf(name).branch;
  }

  /** @throws {BranchNotFoundError} if there is no such branch. */
  leaf(name: string): BranchLeaf {
    const leaf = this.#names.get(name);
    if (leaf !== undefined) return leaf;
    throw new BranchNotFoundError(name, this.#names.all().keys(), { file: this.file.source.name, tree: this.path });
  }

  /** The first of its names. */
  nameOf(leaf: BranchLeaf): string {
    return this.#names.of(leaf);
  }

  /**
   * @throws {BranchNotFoundError} if there is no such branch.
   * @throws {UnsupportedFormatError | CorruptFileError} if it cannot be read.
   */
  openBranch(name: string): BranchReader {
    const leaf = this.leaf(name);
    const { counter } = leaf.branch.leaves[0] ?? {};
    if (!leaf.branch.omitsOffsets || counter === undefined || leaf.interpretation.kind === "unknown")
      return this.#open(name, leaf);
    const bytes = countedBytes(leaf.interpretation);
    if (bytes === undefined) return this.#open(name, leaf);
    const counts = this.#open(counter, this.leaf(counter), { keeps: true });
    return this.#open(name, leaf, { omitted: new OmittedStarts(counts, bytes) });
  }

  #open(name: string, leaf: BranchLeaf, more: ConstructorParameters<typeof BranchReader>[7] = {}): BranchReader {
    const where = { file: this.file.source.name, tree: this.path };
    const { source, header } = this.file;
    return new BranchReader(name, leaf, this.entries, header.end, where, source, this.#held, more);
  }
}

function typeOf(leaf: BranchLeaf | undefined): LeafType | undefined {
  if (leaf === undefined || leaf.interpretation.kind === "unknown") return undefined;
  return columnTypeOf(leaf.interpretation);
}
