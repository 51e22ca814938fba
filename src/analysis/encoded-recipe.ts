import type { Recipe } from "./spec-recipe.ts";

/** A recipe as the broker keeps it: JSON in UTF-8, under a name that follows from the bytes, so that none can take another's place. */
export interface EncodedRecipe {
  /** SHA-256 of the bytes, in hexadecimal digits. */
  readonly name: string;
  readonly body: Uint8Array;
}

export async function encodeRecipe(recipe: Recipe): Promise<EncodedRecipe> {
  const body = new TextEncoder().encode(JSON.stringify(recipe));
  return { name: await recipeNameOf(body), body };
}

export async function recipeNameOf(body: Uint8Array): Promise<string> {
  // A copy, which is never over shared memory: that is not taken.
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(body));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
