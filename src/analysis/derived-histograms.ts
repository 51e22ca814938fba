import { shapeOf } from "../histogram/axes.ts";
import type { HistogramName, HistogramParts } from "../histogram/histogram.ts";
import { derivedAlternatives } from "./alternatives.ts";
import { blocksOf, type HistogramBlock } from "./layout.ts";
import { inclusiveRegion } from "./region-names.ts";
import type { VariationSpec } from "./spec-variation.ts";

/** A histogram that a result has, without its numbers. */
export type ShownHistogram = HistogramName & Pick<HistogramParts, "title" | "axes"> & Pick<HistogramBlock, "profile">;

/** Whether a variation wants this histogram. */
export function isWanted(
  { histograms, regions }: VariationSpec,
  { name, region = inclusiveRegion }: HistogramName,
): boolean {
  return histograms?.includes(name) !== false && regions?.includes(region) !== false;
}

/** What follows from the nominal histograms for alternatives that are not filled, in the order of the recipe. */
export function derivedHistograms(
  variations: readonly VariationSpec[] | undefined,
  blocks: readonly HistogramBlock[],
): ShownHistogram[] {
  const nominal = blocks.filter(({ variation }) => variation === undefined);
  return derivedAlternatives(variations).flatMap(({ name: alternative, variation }) =>
    nominal
      .filter((block) => isWanted(variation, block))
      .map(({ name, region, title, axes, profile }) => {
        const rest = { variation: alternative, title, axes, ...(profile && { profile }) };
        return { name, ...(region === undefined ? {} : { region }), ...rest };
      }),
  );
}

/** How many numbers they are, for each group and sample. */
export function derivedLength(
  variations: readonly VariationSpec[] | undefined,
  blocks: readonly HistogramBlock[],
): number {
  return derivedHistograms(variations, blocks).reduce(
    (sum, { axes, profile }) => sum + blocksOf(profile) * shapeOf(axes).size,
    0,
  );
}
