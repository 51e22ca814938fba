import { filledAlternatives, unvariedFor } from "../analysis/alternatives.ts";
import { type CheckOptions, checkRecipe, type RecipeCheck } from "../analysis/expression/check-recipe.ts";
import type { AnalysisSpec, GroupSpec, SampleSpec } from "../analysis/spec.ts";
import { type Recipe, recipeIn } from "../analysis/spec-recipe.ts";
import { CallableCorrection } from "../corrections/callable-correction.ts";
import type { Correction } from "../corrections/correction-tree.ts";
import { AppError } from "../errors/app-error.ts";
import { agreesWith, type AskedTypes, noteAsked } from "../processor/asked-types.ts";
import { explainUnreadable } from "../processor/kernels.ts";
import type { Tree } from "../rootio/tree.ts";

/** A sample with its group. */
export interface SampleOfGroup {
  readonly group: GroupSpec;
  readonly sample: SampleSpec;
}

/** Whether a recipe fits the branches of a tree; the same object for every tree on which nothing of it differs. */
export interface RecipeFit {
  readonly check: RecipeCheck;
  /** What is wrong, in the order of the recipe. Without the file, since others may have the same. */
  readonly faults: readonly AppError[];
  /** Whether alternatives were checked as they are computed, so that it can be told what they read. */
  readonly isDeep: boolean;
}

/** So much was checked that the rest is left to others. */
export class CheckTooLongError extends AppError {
  readonly retry = "never";
}

export interface RecipeFitsOptions {
  /** Those that could be read, by the names of their use. */
  readonly corrections: ReadonlyMap<string, Correction>;
  /** Characters of recipe, times passes over an event, up to which alternatives are checked as they are computed. Default: any number. */
  readonly mostDeep?: number | undefined;
  /** Characters of recipe, times passes, that are checked in all. Default: any number. */
  readonly most?: number | undefined;
}

/** A recipe, checked against trees: once for all that are alike in the branches that it names. */
export class RecipeFits {
  readonly #recipe: Recipe;
  readonly #corrections: NonNullable<CheckOptions["corrections"]>;
  readonly #characters: number;
  readonly #mostDeep: number;
  #left: number;
  readonly #known = new Map<string, { readonly asked: AskedTypes; readonly fit: RecipeFit }[]>();

  constructor(spec: AnalysisSpec, { corrections, mostDeep = Infinity, most = Infinity }: RecipeFitsOptions) {
    this.#recipe = recipeIn(spec);
    this.#corrections = new Map([...corrections].map(([use, one]) => [use, new CallableCorrection(one)]));
    this.#characters = JSON.stringify(this.#recipe).length;
    this.#mostDeep = mostDeep;
    this.#left = most;
  }

  /** Corrections of the recipe that were not read; without them, nothing can be checked. */
  get unread(): string[] {
    return Object.keys(this.#recipe.corrections ?? {}).filter((use) => !this.#corrections.has(use));
  }

  /** @throws {CheckTooLongError} beyond the limits. @throws {TypeError} if corrections are unread. */
  of(tree: Tree, { group, sample }: SampleOfGroup): RecipeFit {
    const weighted = group.kind !== "data";
    const { variations } = this.#recipe;
    const unvaried = new Set(unvariedFor(variations, { name: sample.name, group: group.name, data: !weighted }));
    const names = filledAlternatives(variations).map(({ name }) => name);
    const varied = names.filter((name) => !unvaried.has(name));
    const types = tree.columnTypes();
    const key = JSON.stringify([weighted, varied]);
    const known = this.#known.get(key) ?? [];
    const found = known.find(({ asked }) => agreesWith(asked, types));
    if (found !== undefined) return found.fit;
    const isDeep = this.#characters * (1 + varied.length) <= this.#mostDeep;
    this.#left -= this.#characters * (isDeep ? 1 + varied.length : 1);
    if (this.#left < 0) throw new CheckTooLongError("Its samples differ too much to be checked here one by one");
    const { asked, noted } = noteAsked(types);
    const how = { weighted, varied: new Set(varied), corrections: this.#corrections, shallow: !isDeep };
    const check = checkRecipe(this.#recipe, noted, how);
    const faults = check.ok ? [] : check.errors.map((error) => explainUnreadable(error, tree) as AppError);
    const fit = { check, faults, isDeep };
    this.#known.set(key, [...known, { asked, fit }]);
    return fit;
  }
}
