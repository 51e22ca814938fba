import type { Stage } from "../analysis/kernel/stage-plan.ts";
import type { Recipe } from "../analysis/spec-recipe.ts";
import type { SpecCheck } from "../protocol/documents/spec-check-document.ts";
import { describeInterpretation } from "../rootio/interpretation/interpretation.ts";
import type { Tree } from "../rootio/tree.ts";
import type { BranchMetadata } from "../rootio/tree-metadata.ts";

type StageReads = SpecCheck["reads"][number]["stages"];

/** What is read of one file. */
export interface FileReads {
  readonly stages: StageReads;
  /** Compressed, parallel to the stages. */
  readonly bytes: readonly number[];
}

/** The branches that the stages of a recipe read of a tree that it fits, with the bytes of their baskets. */
export function stageReads(plan: readonly Stage[], { cuts }: Pick<Recipe, "cuts">, tree: Tree): FileReads {
  const seen = new Set<string>();
  const stages = plan.map(({ branches, cutStart, cutStop, fills }) => {
    const read = new Set(branches.map((name) => tree.branch(name)).filter(({ path }) => !seen.has(path)));
    for (const { path } of read) seen.add(path);
    return {
      bytes: [...read].reduce((sum, branch) => sum + bytesOf(branch), 0),
      stage: {
        ...{ cuts: cuts.slice(cutStart, cutStop).map(({ name }) => name), fills },
        branches: branches.map((name) => ({ name, type: typeOf(tree, name) })),
      },
    };
  });
  return { stages: stages.map(({ stage }) => stage), bytes: stages.map(({ bytes }) => bytes) };
}

function typeOf(tree: Tree, name: string): string {
  const { interpretation } = tree.leaf(name);
  return interpretation.kind === "unknown" ? "" : describeInterpretation(interpretation);
}

/** Baskets in the record of the tree are read with it. */
function bytesOf({ basketLengths, embedded }: BranchMetadata): number {
  const inRecord = embedded.reduce((sum, { data }) => sum + data.length, 0);
  return basketLengths.reduce((sum, length) => sum + length, inRecord);
}
