/** The values of the last few keys that were asked for. */
export class RecentValues<Value> {
  readonly #most: number;
  readonly #values = new Map<string, Value>();

  /** @param most keys that are kept, 1 or more */
  constructor(most: number) {
    this.#most = most;
  }

  /** The value that is kept under the key, or else the one that `make` gives, which is kept from now on. */
  get(key: string, make: () => Value): Value {
    const known = this.#values.has(key) ? this.#values.get(key)! : make();
    // The newest stands last.
    this.#values.delete(key);
    this.#values.set(key, known);
    if (this.#values.size > this.#most) this.#values.delete(this.#values.keys().next().value!);
    return known;
  }

  /** Lets go of a value before its time, such as a promise that was rejected; if the key has another one by now, of nothing. */
  forget(key: string, value: Value): void {
    if (this.#values.get(key) === value) this.#values.delete(key);
  }
}
