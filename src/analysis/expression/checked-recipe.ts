import type { Recipe } from "../spec-recipe.ts";
import type { CheckedNode } from "./checked-tree.ts";

/** A recipe that fits the branches of a tree: what code is generated from. */
export interface CheckedRecipe extends CheckedPass {
  readonly energyUnit: Recipe["energyUnit"];
  readonly sign: Recipe["weights"]["sign"];
  /** Nodes that nothing varied stands in are those of the recipe itself. */
  readonly alternatives: readonly CheckedAlternative[];
}

/** All that is computed of an event, nominal or varied. */
export interface CheckedPass {
  /** Numbers: of simulation or of data, whichever the events are. */
  readonly factors: readonly CheckedNode[];
  /** Bools. */
  readonly cuts: readonly CheckedNode[];
  /** The steps of each region's selection: bools, at least one. */
  readonly regions: readonly (readonly CheckedNode[])[];
  readonly histograms: readonly CheckedHistogram[];
}

export interface CheckedAlternative extends CheckedPass {
  readonly name: string;
}

/** What is filled into one histogram, in all its regions: single values, or lists that are equally long in every event. */
export interface CheckedHistogram {
  /** Numbers or strings, one for each axis; of a profile one more, a number. */
  readonly values: readonly CheckedNode[];
  /** Bool. */
  readonly where: CheckedNode | undefined;
  /** Number: one more factor on the weight. */
  readonly weight: CheckedNode | undefined;
}

/** Every expression that is computed once an event has passed the cuts, in the order in which it is computed. */
export function afterCuts({ regions, histograms }: CheckedPass): CheckedNode[] {
  const ofHistogram = ({ values, where, weight }: CheckedHistogram) => [where, ...values, weight];
  return [...regions.flat(), ...histograms.flatMap(ofHistogram).filter((node) => node !== undefined)];
}
