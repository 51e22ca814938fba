import { specDifferences } from "../../analysis/spec-differences.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";

/** How an analysis differs from the most similar one of those before it. */
export interface Differing {
  /** The title of that one. */
  readonly from: string;
  /** `specDifferences`; none if only title and description are others. */
  readonly words: readonly string[];
}

/** What differs in more ways is another analysis, and lists of differences would say nothing. */
const mostDifferences = 12;

/**
 * @param earlier the nearest in time first: of those that are equally similar, it is the one that is told
 * @returns undefined if none is similar
 */
export function differingFrom(spec: AnalysisSpec, earlier: readonly AnalysisSpec[]): Differing | undefined {
  let best: Differing | undefined;
  for (const other of earlier) {
    const words = specDifferences(other, spec);
    if (words.length < (best?.words.length ?? mostDifferences + 1)) best = { from: other.title, words };
  }
  return best;
}
