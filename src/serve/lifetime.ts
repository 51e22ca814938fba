import { ProcessorStoppingError } from "../processor/errors.ts";

export interface LifetimeOptions {
  /** The wish to end in good order. */
  readonly stop: AbortSignal;
  /** The wish to end at once. */
  readonly abort?: AbortSignal | undefined;
  /** From the beginning of the end until what is in hand is let go. */
  readonly graceMs: number;
}

/**
 * How a service comes to its end, the same for all of them: it takes nothing new, finishes what it has in hand, lets go of the rest when
 * its grace is over, and releases its resources in reverse order.
 *
 * The end begins with the wish to stop, or with the failure of a part. Disposing is the very end.
 */
export class Lifetime implements Disposable {
  /** Aborts when the end begins: take nothing new. */
  readonly stopping: AbortSignal;
  readonly #failed = new AbortController();
  readonly #overdue = new AbortController();
  readonly #ended = new AbortController();
  readonly #release: () => void;
  #failure: { readonly error: unknown } | undefined;

  /** @param onStopping called once, when the end begins */
  constructor({ stop, abort, graceMs }: LifetimeOptions, onStopping: () => void = () => undefined) {
    this.stopping = AbortSignal.any([stop, this.#failed.signal]);
    let timer: NodeJS.Timeout | undefined;
    // Items that are handed back tell this reason; nobody else looks at it.
    const letGo = () => {
      this.#overdue.abort(new ProcessorStoppingError());
    };
    const begin = () => {
      onStopping();
      timer = setTimeout(letGo, graceMs);
    };
    if (this.stopping.aborted) begin();
    else this.stopping.addEventListener("abort", begin, { once: true });
    if (abort?.aborted === true) letGo();
    else abort?.addEventListener("abort", letGo, { once: true });
    this.#release = () => {
      clearTimeout(timer);
      this.stopping.removeEventListener("abort", begin);
      abort?.removeEventListener("abort", letGo);
      letGo();
    };
  }

  /** Aborts when the grace is over, or at the wish to end at once: let go of what is in hand. */
  get overdue(): AbortSignal {
    return this.#overdue.signal;
  }

  /** Aborts at the very end, for what must run until then. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Lets the failure of a part begin the end. Resolves when the part has ended; never rejects. */
  async watch(part: Promise<unknown>): Promise<void> {
    try {
      await part;
    } catch (error) {
      this.#failure ??= { error };
      this.#failed.abort();
    }
  }

  /** Watches parts that run side by side. When all have ended, rejects with the first failure of any part that was ever watched. */
  async all(parts: readonly Promise<unknown>[]): Promise<void> {
    await Promise.all(parts.map((part) => this.watch(part)));
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  [Symbol.dispose](): void {
    this.#release();
    this.#ended.abort();
  }
}
