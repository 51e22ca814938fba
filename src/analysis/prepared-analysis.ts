import { analysisIdOf } from "./analysis-id.ts";
import type { AnalysisSpec } from "./spec.ts";
import { recipeIn } from "./spec-recipe.ts";

/**
 * A checked specification with what follows from it: worked out once, then handed on from the request to the published work. Whatever else
 * is to be known of an analysis before it is accepted belongs here.
 */
export interface PreparedAnalysis {
  readonly spec: AnalysisSpec;
  readonly id: string;
  /** The recipe as JSON in UTF-8, as it stands in every work item. */
  readonly recipeJson: Uint8Array;
}

export async function prepareAnalysis(spec: AnalysisSpec): Promise<PreparedAnalysis> {
  const recipeJson = new TextEncoder().encode(JSON.stringify(recipeIn(spec)));
  return { spec, id: await analysisIdOf(spec), recipeJson };
}
