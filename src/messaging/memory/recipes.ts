import type { RecipeAddress, RecipeStore } from "../port.ts";

/** The recipes of all analyses, as long as the process lives. */
export class MemoryRecipes implements RecipeStore {
  readonly #kept = new Map<string, Uint8Array>();

  put({ analysis, name, body }: RecipeAddress & { readonly body: Uint8Array }): Promise<void> {
    this.#kept.set(`${analysis}/${name}`, body);
    return Promise.resolve();
  }

  get({ analysis, name }: RecipeAddress): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#kept.get(`${analysis}/${name}`));
  }
}
