import { BrokerUnavailableError } from "../errors.ts";
import type { RecipeAddress, RecipeStore } from "../port.ts";
import { FollowedStream } from "./followed-stream.ts";
import { NAMES } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";
import type { StoredMessage } from "./stream-consumer.ts";
import { readStream } from "./stream-reader.ts";
import { recipeHeaders, recipeOf } from "./work-message.ts";

const CALL = "readRecipe";
/** Longest wait for a message that stands in the stream. */
const SILENCE_MS = 5000;

/**
 * The recipes of all analyses in one stream. AMQP 0.9.1 reads a stream by position alone, so each connection that asks for a recipe
 * follows the stream, and remembers where each stands.
 *
 * Memory: a name and a number for each recipe.
 */
export class Recipes implements RecipeStore {
  readonly #link: RabbitMqLink;
  readonly #publisher: Publisher;
  readonly #stream: FollowedStream;
  readonly #offsets = new Map<string, number>();

  constructor(link: RabbitMqLink, publisher: Publisher) {
    this.#link = link;
    this.#publisher = publisher;
    const take = ({ headers, sequence }: StoredMessage) => {
      const recipe = recipeOf(headers);
      if (recipe !== undefined) this.#offsets.set(keyOf(recipe), sequence);
    };
    this.#stream = new FollowedStream(link, publisher, NAMES.recipes, take, () => {
      this.#offsets.clear();
    });
  }

  async put({ body, ...address }: RecipeAddress & { readonly body: Uint8Array }): Promise<void> {
    await this.#publisher.store("storeRecipe", { queue: NAMES.recipes, body, headers: recipeHeaders(address) });
  }

  async get(address: RecipeAddress): Promise<Uint8Array | undefined> {
    const key = keyOf(address);
    // Again, if it is not where it was: the stream was made anew, or a limit of its operator removed it.
    for (let tries = 1; tries <= 2; tries++) {
      if (!this.#offsets.has(key)) await this.#stream.upToNow();
      const offset = this.#offsets.get(key);
      if (offset === undefined) return undefined;
      const body = await this.#messageAt(offset, key);
      if (body !== undefined) return body;
      this.#offsets.delete(key);
    }
    return undefined;
  }

  /** A stream gives up only its oldest segments, by the policy of its operator. */
  position(): Promise<number> {
    return Promise.resolve(0);
  }

  remove(): Promise<void> {
    return Promise.resolve();
  }

  /** Undefined if something else stands there, or comes after it. */
  async #messageAt(offset: number, key: string): Promise<Uint8Array | undefined> {
    const silence = AbortSignal.timeout(SILENCE_MS);
    const options = { stream: NAMES.recipes, from: offset, publisher: this.#publisher, signal: silence };
    for await (const message of readStream(this.#link, options)) {
      if (message.sequence < offset) continue;
      const recipe = recipeOf(message.headers);
      return message.sequence === offset && recipe !== undefined && keyOf(recipe) === key ? message.body : undefined;
    }
    throw new BrokerUnavailableError(CALL);
  }
}

function keyOf({ analysis, name }: RecipeAddress): string {
  return `${analysis}/${name}`;
}
