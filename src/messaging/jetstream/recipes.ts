import { randomUUID } from "node:crypto";
import type { RecipeAddress, RecipeStore } from "../port.ts";
import { recipeSubject, STREAMS } from "./names.ts";
import type { JetStreamLink } from "./server-link.ts";

/** The recipes of all analyses in one stream, each under a subject of its own, of which the last message is kept. */
export class Recipes implements RecipeStore {
  readonly #link: JetStreamLink;

  constructor(link: JetStreamLink) {
    this.#link = link;
  }

  /** The id is new each time: one that was removed on the server must not be taken for a duplicate. */
  async put({ body, ...address }: RecipeAddress & { readonly body: Uint8Array }): Promise<void> {
    const msgID = `recipe/${randomUUID()}`;
    await this.#link.ask("storeRecipe", () => this.#link.publish(recipeSubject(address), body, { msgID }));
  }

  position(): Promise<number> {
    const { jsm } = this.#link;
    return this.#link.ask("countRecipes", async () => (await jsm.streams.info(STREAMS.recipes)).state.last_seq);
  }

  async remove(analysis: string, position: number): Promise<void> {
    const { jsm } = this.#link;
    const part = { filter: recipeSubject({ analysis, name: "*" }), seq: position + 1 };
    await this.#link.ask("removeRecipes", () => jsm.streams.purge(STREAMS.recipes, part));
  }

  /** Asks the leader of the stream: a copy that is behind might not have it yet. */
  async get(address: RecipeAddress): Promise<Uint8Array | undefined> {
    const query = { last_by_subj: recipeSubject(address) };
    const { jsm } = this.#link;
    const message = await this.#link.ask("readRecipe", () => jsm.streams.getMessage(STREAMS.recipes, query));
    return message?.data;
  }
}
