/** First in, first out, with constant cost at both ends (an array's `shift` moves everything that is left). */
export class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head++];
    // The part before the head is dropped once it is the larger one: each item is moved at most once on average.
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  count(matches: (item: T) => boolean): number {
    let count = 0;
    for (let i = this.#head; i < this.#items.length; i++) if (matches(this.#items[i]!)) count++;
    return count;
  }

  /** Keeps the order of the rest. Returns how many were removed. */
  removeWhere(unwanted: (item: T) => boolean): number {
    const before = this.length;
    this.#items = this.#items.slice(this.#head).filter((item) => !unwanted(item));
    this.#head = 0;
    return before - this.length;
  }
}
