import { afterCuts, type CheckedPass, type CheckedRecipe } from "../expression/checked-recipe.ts";
import type { CheckedNode } from "../expression/checked-tree.ts";
import { NeededBranches } from "./needed-branches.ts";

/** One pass over a chunk: what it computes and which branches it is the first to need. */
export interface Stage {
  readonly branches: readonly string[];
  /** Half-open range of the recipe's cuts. */
  readonly cutStart: number;
  readonly cutStop: number;
  /** Whether this stage fills the histograms; the last one does. */
  readonly fills: boolean;
}

/**
 * Groups weights, cuts and histograms with their regions into stages.
 *
 * Weights and the first cut make stage 0. A cut, or the histograms, that needs a branch not needed so far opens a new
 * stage, so that this branch is read only where events are left; everything else joins the stage before it.
 *
 * @param onNode called before each expression; may throw, to end what takes too long
 */
export function planStages(recipe: CheckedRecipe, onNode?: () => void): Stage[] {
  const needed = new NeededBranches(onNode);
  const stages: { branches: string[]; cutStart: number; cutStop: number; fills: boolean }[] = [];

  function join(nodes: readonly CheckedNode[], kind: "weights" | "cut" | "histograms"): void {
    const before = needed.names.length;
    needed.add(nodes);
    const branches = needed.names.slice(before);
    let stage = stages.at(-1);
    // What stands right behind the weights joins them: it is needed for every event as well.
    const first = stages.length === 1 && stage?.cutStop === 0;
    if (stage === undefined || (branches.length > 0 && !first)) {
      const cut = stage?.cutStop ?? 0;
      stages.push((stage = { branches, cutStart: cut, cutStop: cut, fills: false }));
    } else stage.branches.push(...branches);
    if (kind === "cut") stage.cutStop++;
    if (kind === "histograms") stage.fills = true;
  }

  // What an alternative has in common with the nominal pass is the very same node: it is looked at once.
  const passes = [recipe, ...recipe.alternatives];
  const all = (nodes: (pass: CheckedPass) => readonly CheckedNode[]) => [...new Set(passes.flatMap(nodes))];
  join(
    all(({ factors }) => factors),
    "weights",
  );
  for (const i of recipe.cuts.keys())
    join(
      all(({ cuts }) => [cuts[i]!]),
      "cut",
    );
  join(all(afterCuts), "histograms");
  return stages;
}
