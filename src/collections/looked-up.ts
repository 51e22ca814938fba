/** A map whose values are looked up one by one when they are asked for; only going through all of them makes them all. */
export class LookedUp<Value> implements ReadonlyMap<string, Value> {
  readonly #lookUp: (key: string) => Value | undefined;
  readonly #makeAll: () => ReadonlyMap<string, Value>;
  #all: ReadonlyMap<string, Value> | undefined;

  /** @param makeAll gives a map that holds for each key what `lookUp` gives, and no others. */
  constructor(lookUp: (key: string) => Value | undefined, makeAll: () => ReadonlyMap<string, Value>) {
    this.#lookUp = lookUp;
    this.#makeAll = makeAll;
  }

  get size(): number {
    return this.#everything.size;
  }

  get(key: string): Value | undefined {
    return this.#all === undefined ? this.#lookUp(key) : this.#all.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  keys(): MapIterator<string> {
    return this.#everything.keys();
  }

  values(): MapIterator<Value> {
    return this.#everything.values();
  }

  entries(): MapIterator<[string, Value]> {
    return this.#everything.entries();
  }

  [Symbol.iterator](): MapIterator<[string, Value]> {
    return this.entries();
  }

  forEach(call: (value: Value, key: string, map: ReadonlyMap<string, Value>) => void): void {
    for (const [key, value] of this) call(value, key, this);
  }

  get #everything(): ReadonlyMap<string, Value> {
    return (this.#all ??= this.#makeAll());
  }
}
