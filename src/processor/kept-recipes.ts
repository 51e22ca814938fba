import type { Recipe } from "../analysis/spec-recipe.ts";
import { RecentValues } from "../collections/recent-values.ts";
import type { Broker } from "../messaging/port.ts";
import { decodeRecipe } from "../protocol/recipe-message.ts";
import type { QueuedItem, WorkItem } from "../protocol/work-item.ts";
import { RecipeMissingError } from "./errors.ts";

/** Completes an item with the recipe that it names. */
export type CompleteItem = (item: QueuedItem) => Promise<WorkItem>;

/** Recipes kept at most; the largest takes a few hundred kilobytes. */
const kept = 16;

/**
 * Fetches each recipe once, and keeps the last few by their names, which follow from their content. Items that ask for the same one at
 * the same time wait for the same answer. An item that holds its recipe is complete.
 *
 * What this returns rejects with {RecipeMissingError} if the broker has no such recipe, {MalformedMessageError} if it is another one.
 */
export function keepRecipes(broker: Pick<Broker, "recipes">): CompleteItem {
  const recipes = new RecentValues<Promise<Recipe>>(kept);

  async function fetchRecipe(analysis: string, name: string): Promise<Recipe> {
    const body = await broker.recipes.get({ analysis, name });
    if (body === undefined) throw new RecipeMissingError(analysis, name);
    return decodeRecipe({ name, body });
  }

  function recipeOf(analysis: string, name: string): Promise<Recipe> {
    return recipes.get(name, () => {
      const fetching = fetchRecipe(analysis, name);
      // Another try may find it.
      fetching.catch(() => {
        recipes.forget(name, fetching);
      });
      return fetching;
    });
  }

  return async (item) => {
    const { recipe } = item;
    return { ...item, recipe: typeof recipe === "string" ? await recipeOf(item.analysis, recipe) : recipe };
  };
}

/** Completes what a sink is to publish with the recipe as the item had it that yields it: named, if that named it. */
export function asQueued(item: WorkItem, from: QueuedItem): QueuedItem {
  return { ...item, recipe: from.recipe };
}
