import type { SampleSpec } from "./spec.ts";

/** What a sample is called for people. */
export function sampleLabel({ name, label = name, nominal }: Pick<SampleSpec, "name" | "label" | "nominal">): string {
  return nominal === false ? `${label} (only in variations)` : label;
}
