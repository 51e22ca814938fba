import type { RecipeAddress, RecipeStore } from "../port.ts";

/** The recipes of all analyses, as long as the process lives or until they are removed. */
export class MemoryRecipes implements RecipeStore {
  readonly #kept = new Map<string, Map<string, { readonly body: Uint8Array; readonly position: number }>>();
  #position = 0;

  put({ analysis, name, body }: RecipeAddress & { readonly body: Uint8Array }): Promise<void> {
    const own = this.#kept.get(analysis) ?? new Map<string, { readonly body: Uint8Array; readonly position: number }>();
    this.#kept.set(analysis, own.set(name, { body, position: ++this.#position }));
    return Promise.resolve();
  }

  get({ analysis, name }: RecipeAddress): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#kept.get(analysis)?.get(name)?.body);
  }

  position(): Promise<number> {
    return Promise.resolve(this.#position);
  }

  remove(analysis: string, position: number): Promise<void> {
    const own = this.#kept.get(analysis) ?? new Map<string, { readonly position: number }>();
    for (const [name, recipe] of own) if (recipe.position <= position) own.delete(name);
    if (own.size === 0) this.#kept.delete(analysis);
    return Promise.resolve();
  }
}
