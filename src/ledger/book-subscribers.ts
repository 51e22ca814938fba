import type { Logger } from "../logging/logger.ts";
import { asError } from "../errors/as-error.ts";
import { createThrottle, type Throttle, type ThrottleOptions } from "./throttle.ts";

type Listener = (id: string) => void;

/** Who wants to hear of changes in the book: listeners are told from time to time, waiters of each change. */
export class BookSubscribers {
  readonly #logger: Logger;
  readonly #throttle: Throttle;
  readonly #listeners = new Map<string | undefined, Set<Listener>>();
  readonly #waiters = new Map<string, Set<() => void>>();

  constructor(logger: Logger, throttle: ThrottleOptions | undefined) {
    this.#logger = logger;
    this.#throttle = createThrottle((id) => {
      this.#tell(id);
    }, throttle);
  }

  /** An analysis has changed. Called for every event, and cheap where nobody listens. */
  changed(id: string): void {
    if (this.#listeners.has(id) || this.#listeners.has(undefined)) this.#throttle.mark(id);
    const waiters = this.#waiters.get(id);
    if (waiters !== undefined) for (const look of [...waiters]) look();
  }

  /** @param id undefined: of any analysis. @returns what ends it; calling that twice does nothing. */
  subscribe(id: string | undefined, listener: Listener): () => void {
    const own = this.#listeners.get(id) ?? new Set<Listener>();
    this.#listeners.set(id, own);
    // The same function may listen twice.
    const entry: Listener = (changed) => {
      listener(changed);
    };
    own.add(entry);
    return () => {
      if (!own.delete(entry) || own.size > 0) return;
      this.#listeners.delete(id);
      if (id !== undefined && !this.#listeners.has(undefined)) this.#throttle.forget(id);
    };
  }

  /** Resolves with true as soon as `holds` after a change of the analysis, with false when it does not within `ms`. */
  waitUntil(id: string, holds: () => boolean, ms: number): Promise<boolean> {
    if (holds()) return Promise.resolve(true);
    const own = this.#waiters.get(id) ?? new Set<() => void>();
    this.#waiters.set(id, own);
    return new Promise((resolve) => {
      const end = (result: boolean): void => {
        clearTimeout(timer);
        own.delete(look);
        if (own.size === 0) this.#waiters.delete(id);
        resolve(result);
      };
      const look = (): void => {
        if (holds()) end(true);
      };
      const timer = setTimeout(end, ms, false);
      own.add(look);
    });
  }

  close(): void {
    this.#throttle.close();
  }

  #tell(id: string): void {
    for (const key of [id, undefined])
      for (const listener of [...(this.#listeners.get(key) ?? [])]) {
        try {
          listener(id);
        } catch (error) {
          this.#logger.error("a change could not be shown", { analysis: id, error: asError(error) });
        }
      }
  }
}
