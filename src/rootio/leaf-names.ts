import { type BranchLeaf, identify } from "./interpretation/identify.ts";
import { namesOf, plainName } from "./interpretation/leaf-names.ts";
import type { ListedBranch, TreeMetadata } from "./tree-metadata.ts";

/**
 * Finds leaves of a tree by name. Only branches that can have a leaf of the name are looked at closely, so that trees of
 * thousands of branches cost no more than what is asked for.
 */
export class LeafNames {
  readonly #metadata: TreeMetadata;
  readonly #leavesOf = new Map<ListedBranch, readonly BranchLeaf[]>();
  readonly #found = new Map<string, BranchLeaf | undefined>();
  /** Branches by what the names of their leaves begin with. */
  #byBeginning: Map<string, ListedBranch[]> | undefined;
  #leaves: readonly BranchLeaf[] | undefined;
  #all: ReadonlyMap<string, BranchLeaf> | undefined;
  #firstNames: Map<BranchLeaf, string> | undefined;

  constructor(metadata: TreeMetadata) {
    this.#metadata = metadata;
  }

  /** All of them, in the order of the file. */
  get leaves(): readonly BranchLeaf[] {
    return (this.#leaves ??= this.#metadata.branches.flatMap((branch) => this.#identified(branch)));
  }

  /** Every name of every leaf. */
  all(): ReadonlyMap<string, BranchLeaf> {
    return (this.#all ??= namesOf(this.leaves));
  }

  /** As in {@link all}. */
  get(name: string): BranchLeaf | undefined {
    if (this.#all !== undefined || name.includes("#")) return this.all().get(name); // a number stands for its place among others
    if (!this.#found.has(name)) this.#found.set(name, this.#find(name));
    return this.#found.get(name);
  }

  /** The first name of a leaf. */
  of(leaf: BranchLeaf): string {
    if (this.#firstNames === undefined) {
      this.#firstNames = new Map();
      for (const [name, named] of this.all()) if (!this.#firstNames.has(named)) this.#firstNames.set(named, name);
    }
    return this.#firstNames.get(leaf)!;
  }

  #find(name: string): BranchLeaf | undefined {
    this.#byBeginning ??= beginningsOf(this.#metadata.branches);
    const candidates = new Set<ListedBranch>();
    for (let end = name.length; end > 0; end = name.lastIndexOf(".", end - 1))
      for (const branch of this.#byBeginning.get(name.slice(0, end)) ?? []) candidates.add(branch);
    if (candidates.size === 0) return undefined;
    const inOrder =
      candidates.size === 1 ? [...candidates] : this.#metadata.branches.filter((branch) => candidates.has(branch));
    return namesOf(inOrder.flatMap((branch) => this.#identified(branch))).get(name);
  }

  #identified(branch: ListedBranch): readonly BranchLeaf[] {
    let leaves = this.#leavesOf.get(branch);
    if (leaves === undefined)
      this.#leavesOf.set(branch, (leaves = identify(branch.metadata(), this.#metadata.streamers)));
    return leaves;
  }
}

/** Own names begin with the path of the branch, short ones with its name, as it is or without sizes of arrays. */
function beginningsOf(branches: readonly ListedBranch[]): Map<string, ListedBranch[]> {
  const found = new Map<string, ListedBranch[]>();
  for (const branch of branches) {
    const { name, path } = branch;
    for (const beginning of new Set([path, name, plainName(name)])) {
      const known = found.get(beginning);
      if (known === undefined) found.set(beginning, [branch]);
      else known.push(branch);
    }
  }
  return found;
}
