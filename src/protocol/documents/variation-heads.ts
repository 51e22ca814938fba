import { alternativesOf } from "../../analysis/alternatives.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { VariationHead } from "./analysis-document.ts";

/** The variations, each with its alternatives; nothing without any. */
export function toVariationHeads({ variations = [] }: Pick<AnalysisSpec, "variations">): {
  readonly variations?: VariationHead[];
} {
  if (variations.length === 0) return {};
  return {
    variations: variations.map((variation) => ({
      name: variation.name,
      label: variation.label ?? variation.name,
      alternatives: alternativesOf([variation]).map(({ name }) => name),
    })),
  };
}
