import { analysisIdOf } from "./analysis-id.ts";
import { encodeRecipe, type EncodedRecipe } from "./encoded-recipe.ts";
import type { AnalysisSpec } from "./spec.ts";
import { recipeIn } from "./spec-recipe.ts";

/**
 * A checked specification with what follows from it: worked out once, then handed on from the request to the published work. Whatever else
 * is to be known of an analysis before it is accepted belongs here.
 */
export interface PreparedAnalysis {
  readonly spec: AnalysisSpec;
  readonly id: string;
  /** What all its work items name. */
  readonly recipe: EncodedRecipe;
}

export async function prepareAnalysis(spec: AnalysisSpec): Promise<PreparedAnalysis> {
  return { spec, id: await analysisIdOf(spec), recipe: await encodeRecipe(recipeIn(spec)) };
}
