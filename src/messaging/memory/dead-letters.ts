import { DeadLetterNotFoundError } from "../errors.ts";
import type { DeadLetter } from "../port.ts";

/** Items that failed for good, oldest first, until somebody redrives them. */
export class DeadLetters {
  readonly #letters = new Map<string, DeadLetter>();
  #count = 0;

  add(letter: Omit<DeadLetter, "id" | "at">): void {
    const id = String(++this.#count);
    this.#letters.set(id, { ...letter, id, at: new Date() });
  }

  list(limit: number): DeadLetter[] {
    return [...this.#letters.values()].slice(0, limit);
  }

  /** @throws {DeadLetterNotFoundError} */
  take(id: string): DeadLetter {
    const letter = this.#letters.get(id);
    if (letter === undefined) throw new DeadLetterNotFoundError(id);
    this.#letters.delete(id);
    return letter;
  }
}
