/**
 * Remembers keys for a time, in bounded memory.
 *
 * Two generations: a new one starts when the current one is as old as the window or holds half of `maxKeys`, and the one
 * before the last is forgotten as a whole. So no key is searched for expiry, and with more than `maxKeys` keys in a window
 * the oldest are forgotten early, which is allowed: the window is an optimisation.
 */
export class DedupWindow {
  readonly #windowMs: number;
  readonly #keysPerGeneration: number;
  readonly #now: () => number;
  #current = new Map<string, number>();
  #previous = new Map<string, number>();
  #startedAt: number;

  constructor(windowMs: number, maxKeys: number, now: () => number) {
    this.#windowMs = windowMs;
    this.#keysPerGeneration = Math.max(1, Math.floor(maxKeys / 2));
    this.#now = now;
    this.#startedAt = now();
  }

  /** Whether the key was remembered within the window. If not, it is remembered from now on. */
  isDuplicate(key: string): boolean {
    const now = this.#now();
    const seenAt = this.#current.get(key) ?? this.#previous.get(key);
    if (seenAt !== undefined && now - seenAt < this.#windowMs) return true;
    if (now - this.#startedAt >= this.#windowMs || this.#current.size >= this.#keysPerGeneration) {
      this.#previous = this.#current;
      this.#current = new Map();
      this.#startedAt = now;
    }
    this.#current.set(key, now);
    return false;
  }
}
