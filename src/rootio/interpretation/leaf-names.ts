import type { BranchLeaf } from "./identify.ts";

/**
 * By which names each leaf can be asked for. In this order, the first leaf that a name stands for has it:
 *
 * 1. its own name, for a part of a split object with the path that leads to it;
 * 2. `name#2`, `name#3` for those whose own name another has already;
 * 3. the name of a part without its path, and without the sizes of arrays behind it, where only one leaf has that.
 */
export function namesOf(leaves: readonly BranchLeaf[]): ReadonlyMap<string, BranchLeaf> {
  const names = new Map<string, BranchLeaf>();
  for (const leaf of leaves) {
    let name = leaf.name;
    for (let n = 2; names.has(name); n++) name = `${leaf.name}#${n}`;
    names.set(name, leaf);
  }
  const short = new Map<string, BranchLeaf | undefined>();
  for (const leaf of leaves) for (const name of shortNamesOf(leaf)) short.set(name, short.has(name) ? undefined : leaf);
  for (const [name, leaf] of short) if (leaf !== undefined && !names.has(name)) names.set(name, leaf);
  return names;
}

function shortNamesOf({ branch, members }: BranchLeaf): Set<string> {
  return new Set([branch.name, plainName(branch.name)].map((name) => [name, ...members].join(".")));
}

/** Without the sizes of arrays that stand behind it. */
export function plainName(name: string): string {
  return name.endsWith("]") ? name.replace(/(\[[^\]]*\])+$/, "") : name;
}
