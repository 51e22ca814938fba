import type { LetterStore } from "../dead-letter-queue.ts";
import type { DeadFilter, DeadLetter } from "../port.ts";

/** Items that failed for good, oldest first, until somebody settles them. */
export class DeadLetters implements LetterStore {
  readonly #letters = new Map<string, DeadLetter>();
  readonly #publish: (letter: DeadLetter) => void;
  #added = 0;

  /** @param publish puts the item of a letter back into its lane */
  constructor(publish: (letter: DeadLetter) => void) {
    this.#publish = publish;
  }

  add(letter: Omit<DeadLetter, "id" | "at">): void {
    const id = String(++this.#added);
    this.#letters.set(id, { ...letter, id, at: new Date() });
  }

  count(): Promise<number> {
    return Promise.resolve(this.#letters.size);
  }

  /** What is added while this runs comes at the end, and is left alone. */
  *letters(_: string, { id, analysis }: DeadFilter): Generator<DeadLetter, void, undefined> {
    const last = this.#added;
    for (const letter of this.#letters.values()) {
      if (Number(letter.id) > last) return;
      if ((id === undefined || letter.id === id) && (analysis === undefined || letter.analysis === analysis))
        yield letter;
    }
  }

  settle(_: string, letter: DeadLetter, fate: "redrive" | "drop"): Promise<boolean> {
    const wasThere = this.#letters.delete(letter.id);
    if (wasThere && fate === "redrive") this.#publish(letter);
    return Promise.resolve(wasThere);
  }
}
