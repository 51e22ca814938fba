import type { VariationSpec } from "./spec-variation.ts";

/** What alternatives can be of. The first two are filled, the others follow from nominal sums. */
export const variationKinds = ["weight", "columns", "norm", "sample"] as const;

/** One alternative of a variation. */
export interface Alternative {
  /** `eleSF_up`: how its results are called. */
  readonly name: string;
  readonly variation: VariationSpec;
  /** Position of the variation in the recipe. */
  readonly position: number;
  readonly key: string;
}

interface Sample {
  readonly name: string;
  readonly group: string;
  readonly data: boolean;
}

/** Every alternative of every variation, in the order of the recipe. */
export function alternativesOf(variations: readonly VariationSpec[] = []): Alternative[] {
  return variations.flatMap((variation, position) => {
    const kind = variationKinds.find((each) => variation[each] !== undefined);
    return Object.keys((kind === undefined ? undefined : variation[kind]) ?? {}).map((key) => ({
      ...{ name: `${variation.name}_${key}`, variation, position, key },
    }));
  });
}

/** Those that are filled from events: of weights and of columns. */
export function filledAlternatives(variations?: readonly VariationSpec[]): Alternative[] {
  return alternativesOf(variations).filter(({ variation }) => !isDerived(variation));
}

/** Those that follow from nominal sums: factors, and samples in place of others. */
export function derivedAlternatives(variations?: readonly VariationSpec[]): Alternative[] {
  return alternativesOf(variations).filter(({ variation }) => isDerived(variation));
}

function isDerived({ norm, sample }: VariationSpec): boolean {
  return norm !== undefined || sample !== undefined;
}

/** Names of the filled alternatives that leave a sample as it is. */
export function unvariedFor(variations: readonly VariationSpec[] | undefined, sample: Sample): string[] {
  return filledAlternatives(variations).flatMap(({ name, variation }) => {
    const varied = isNamed(variation, sample) && (!sample.data || (variation.data === true && !!variation.columns));
    return varied ? [] : [name];
  });
}

/** What an alternative of `norm` multiplies the events of a sample with; 1 for data, and for samples that it does not name. */
export function factorFor({ variation, key }: Alternative, sample: Sample): number {
  return sample.data || !isNamed(variation, sample) ? 1 : (variation.norm?.[key] ?? 1);
}

function isNamed({ groups, samples }: VariationSpec, { name, group }: Sample): boolean {
  if (groups === undefined && samples === undefined) return true;
  return groups?.includes(group) === true || samples?.includes(name) === true;
}
