import type { CheckedHistogram, CheckedPass, CheckedRecipe } from "../expression/checked-recipe.ts";
import type { CheckedNode } from "../expression/checked-tree.ts";

/** The nominal pass, or that of an alternative of a variation. */
export interface NamedPass extends CheckedPass {
  /** Of an alternative; undefined: nominal. */
  readonly name: string | undefined;
}

/** A pass of a batch. */
export interface Pass extends NamedPass {
  /** Which of the batch's weights it has: passes with the same factors share one. Of the first pass: 0. */
  readonly weight: number;
}

/** Passes that have every cut in common. */
export type Track = readonly [Pass, ...Pass[]];

/** Passes that go over an event together, in one function for each stage: what they share is computed once. */
export interface Batch {
  readonly first: Pass;
  readonly tracks: readonly Track[];
  /** What is multiplied for each weight. */
  readonly weights: readonly (readonly CheckedNode[])[];
}

/** All passes over an event, nominal first. */
export function passesOf(recipe: CheckedRecipe): readonly [NamedPass, ...NamedPass[]] {
  return [{ ...recipe, name: undefined }, ...recipe.alternatives];
}

export function batchOf(named: readonly [NamedPass, ...NamedPass[]]): Batch {
  const weights: (readonly CheckedNode[])[] = [];
  const passes = named.map((pass): Pass => {
    let weight = weights.findIndex((factors) => isSame(factors, pass.factors));
    if (weight === -1) weight = weights.push(pass.factors) - 1;
    return { ...pass, weight };
  });
  return { first: passes[0]!, tracks: groupBy(passes, (a, b) => isSame(a.cuts, b.cuts)), weights };
}

/** Groups what is alike, in order of first sight. */
export function groupBy<T>(items: readonly T[], alike: (a: T, b: T) => boolean): [T, ...T[]][] {
  const groups: [T, ...T[]][] = [];
  for (const item of items) {
    const group = groups.find(([first]) => alike(first, item));
    if (group === undefined) groups.push([item]);
    else group.push(item);
  }
  return groups;
}

/** Whether both are the very same nodes. */
export function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((node, i) => node === b[i]));
}

/** Whether both fill the same values with the same factor. */
export function isSameFill(a: CheckedHistogram, b: CheckedHistogram): boolean {
  return a === b || (isSame(a.values, b.values) && a.where === b.where && a.weight === b.weight);
}
