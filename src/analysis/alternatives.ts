import type { VariationSpec } from "./spec-variation.ts";

/** One alternative of a variation. */
export interface Alternative {
  /** `eleSF_up`: how its results are called. */
  readonly name: string;
  readonly variation: VariationSpec;
  /** Position of the variation in the recipe. */
  readonly position: number;
  readonly key: string;
}

/** Every alternative of every variation, in the order of the recipe. */
export function alternativesOf(variations: readonly VariationSpec[] = []): Alternative[] {
  return variations.flatMap((variation, position) =>
    Object.keys(variation.weight ?? variation.columns ?? {}).map((key) => ({
      ...{ name: `${variation.name}_${key}`, variation, position, key },
    })),
  );
}

/** Names of the alternatives that leave a sample as it is. */
export function unvariedFor(
  variations: readonly VariationSpec[] | undefined,
  sample: { readonly name: string; readonly group: string; readonly data: boolean },
): string[] {
  return alternativesOf(variations).flatMap(({ name, variation }) => {
    const restricted = variation.groups !== undefined || variation.samples !== undefined;
    const named =
      variation.groups?.includes(sample.group) === true || variation.samples?.includes(sample.name) === true;
    const varied =
      (!restricted || named) && (!sample.data || (variation.data === true && variation.columns !== undefined));
    return varied ? [] : [name];
  });
}
