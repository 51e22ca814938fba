import { filledAlternatives, unvariedFor } from "../analysis/alternatives.ts";
import { type CheckOptions, checkRecipe, type RecipeCheck } from "../analysis/expression/check-recipe.ts";
import type { AnalysisSpec, GroupSpec, SampleSpec } from "../analysis/spec.ts";
import { type Recipe, recipeIn } from "../analysis/spec-recipe.ts";
import { CallableCorrection } from "../corrections/callable-correction.ts";
import type { Correction } from "../corrections/correction-tree.ts";
import type { AppError } from "../errors/app-error.ts";
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
}

export interface RecipeFitsOptions {
  /** Those that could be read, by the names of their use. */
  readonly corrections: ReadonlyMap<string, Correction>;
  /** Characters of recipe that are checked of all alternatives of a sample; those beyond are left out. Default: any number. */
  readonly mostVaried?: number | undefined;
}

/** A recipe, checked against trees: once for all that are alike in the branches that it names. */
export class RecipeFits {
  readonly #recipe: Recipe;
  readonly #corrections: NonNullable<CheckOptions["corrections"]>;
  readonly #mostAlternatives: number;
  readonly #known = new Map<string, { readonly asked: AskedTypes; readonly fit: RecipeFit }[]>();

  constructor(spec: AnalysisSpec, { corrections, mostVaried = Infinity }: RecipeFitsOptions) {
    this.#recipe = recipeIn(spec);
    this.#corrections = new Map([...corrections].map(([use, one]) => [use, new CallableCorrection(one)]));
    this.#mostAlternatives = Math.floor(mostVaried / JSON.stringify(this.#recipe).length);
  }

  /** Corrections of the recipe that were not read; without them, nothing can be checked. */
  get unread(): string[] {
    return Object.keys(this.#recipe.corrections ?? {}).filter((use) => !this.#corrections.has(use));
  }

  /** @throws {TypeError} if corrections are unread. */
  of(tree: Tree, { group, sample }: SampleOfGroup): RecipeFit {
    const weighted = group.kind !== "data";
    const { variations } = this.#recipe;
    const unvaried = new Set(unvariedFor(variations, { name: sample.name, group: group.name, data: !weighted }));
    const all = filledAlternatives(variations).filter(({ name }) => !unvaried.has(name));
    const varied = all.slice(0, this.#mostAlternatives).map(({ name }) => name);
    const types = tree.columnTypes();
    const key = JSON.stringify([weighted, varied]);
    const known = this.#known.get(key) ?? [];
    const found = known.find(({ asked }) => agreesWith(asked, types));
    if (found !== undefined) return found.fit;
    const { asked, noted } = noteAsked(types);
    const check = checkRecipe(this.#recipe, noted, {
      weighted,
      varied: new Set(varied),
      corrections: this.#corrections,
    });
    const faults = check.ok ? [] : check.errors.map((error) => explainUnreadable(error, tree) as AppError);
    const fit = { check, faults };
    this.#known.set(key, [...known, { asked, fit }]);
    return fit;
  }
}
