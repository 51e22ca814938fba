import { DeadLetterNotFoundError } from "../errors.ts";
import type { DeadFilter, DeadLetter, DecideFate, SettledDead } from "../port.ts";

/** Items that failed for good, oldest first, until somebody redrives them. */
export class DeadLetters {
  readonly #letters = new Map<string, DeadLetter>();
  #added = 0;

  get count(): number {
    return this.#letters.size;
  }

  add(letter: Omit<DeadLetter, "id" | "at">): void {
    const id = String(++this.#added);
    this.#letters.set(id, { ...letter, id, at: new Date() });
  }

  list(filter: DeadFilter, limit: number): DeadLetter[] {
    const found: DeadLetter[] = [];
    for (const letter of this.#letters.values()) {
      if (found.length >= limit) break;
      if (isMeant(letter, filter)) found.push(letter);
    }
    return found;
  }

  /** @throws {DeadLetterNotFoundError} */
  take(id: string): DeadLetter {
    const letter = this.#letters.get(id);
    if (letter === undefined) throw new DeadLetterNotFoundError(id);
    this.#letters.delete(id);
    return letter;
  }

  /** As the port's `settle`. @param publish puts the item of a letter back into its lane */
  async settle(
    decide: DecideFate,
    { signal, ...filter }: DeadFilter & { readonly signal?: AbortSignal },
    publish: (letter: DeadLetter) => void,
  ): Promise<SettledDead> {
    let [redriven, dropped] = [0, 0];
    const last = this.#added;
    // What is added while this runs comes at the end, and is left alone.
    for (const letter of this.#letters.values()) {
      if (signal?.aborted === true || Number(letter.id) > last) break;
      if (!isMeant(letter, filter)) continue;
      const fate = await decide(letter);
      // Somebody else may have had it meanwhile.
      if (fate === "keep" || !this.#letters.delete(letter.id)) continue;
      if (fate === "drop") dropped++;
      else {
        publish(letter);
        redriven++;
      }
    }
    return { redriven, dropped };
  }
}

function isMeant(letter: DeadLetter, { id, analysis }: DeadFilter): boolean {
  return (id === undefined || letter.id === id) && (analysis === undefined || letter.analysis === analysis);
}
