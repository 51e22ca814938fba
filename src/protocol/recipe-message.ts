import * as z from "zod";
import { recipeNameOf, type EncodedRecipe } from "../analysis/encoded-recipe.ts";
import { recipeShape, type Recipe } from "../analysis/spec-recipe.ts";
import { check, toText } from "./json-message.ts";
import { MalformedMessageError } from "./malformed-message.ts";

const recipeSchema = z.strictObject(recipeShape);

/**
 * The recipe that the broker keeps under a name.
 *
 * @throws {MalformedMessageError} if the bytes are not those that the name stands for, or no recipe.
 */
export async function decodeRecipe({ name, body }: EncodedRecipe): Promise<Recipe> {
  const found = await recipeNameOf(body);
  if (found !== name)
    throw new MalformedMessageError(
      `The broker keeps something else under the name of the recipe ${name}: its SHA-256 is ${found}; start the same analysis again`,
      { field: "recipe" },
    );
  return check(recipeSchema, parse(toText(body)));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedMessageError("Malformed recipe: not JSON", { field: "recipe" }, { cause });
  }
}
