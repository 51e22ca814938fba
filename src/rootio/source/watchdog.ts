import { expectManyListeners } from "#runtime/listeners";

/** Longest delay that a timer takes. */
const longestDelay = 2 ** 31 - 1;

/** Long enough for one turn of the event loop, in which what has arrived is read. */
const secondWaitMs = 10;

type Timer = ReturnType<typeof setTimeout>;

/**
 * Ends one piece of work by its signal: when a parent signal aborts, when an expected event does not come, or when the
 * whole takes too long. Whoever creates it disposes of it; that frees the timers and aborts whatever is still going on.
 */
export class Watchdog implements Disposable {
  readonly #controller = new AbortController();
  readonly #release: (() => void)[] = [];
  readonly #timers: { expectation?: Timer; limit?: Timer } = {};

  constructor(parents: readonly AbortSignal[]) {
    // One for each request that waits for its turn.
    expectManyListeners(this.#controller.signal);
    for (const parent of parents) {
      const follow = () => {
        this.#controller.abort(parent.reason);
      };
      if (parent.aborted) follow();
      parent.addEventListener("abort", follow);
      this.#release.push(() => {
        parent.removeEventListener("abort", follow);
      });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something must happen within `ms` from now; takes the place of the expectation before. */
  expect(ms: number, failure: () => Error): void {
    this.#abortAfter("expectation", ms, failure);
  }

  /** All must be over within `ms` from now; takes the place of the limit before. */
  limit(ms: number, failure: () => Error): void {
    this.#abortAfter("limit", ms, failure);
  }

  /** Waits for `work`, but no longer than the signal lets it, even if `work` itself does not listen. */
  async guard<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    let stop = () => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => {
        reject(abortReason(signal));
      };
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop);
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  async pause(ms: number): Promise<void> {
    let timer: Timer | undefined;
    try {
      await this.guard(
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, ms);
        }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timers.expectation);
    clearTimeout(this.#timers.limit);
    for (const release of this.#release) release();
    this.#controller.abort();
  }

  /**
   * A timer that fires late says that this thread was busy (unpacking baskets, say), not that the server was silent: its
   * bytes may lie in the socket, unread. So everybody gets a short second wait, as long as the delay at most.
   */
  #abortAfter(timer: "expectation" | "limit", ms: number, failure: () => Error): void {
    clearTimeout(this.#timers[timer]);
    // What is over needs no timer, which would only keep the process alive.
    if (this.signal.aborted) return;
    const delay = Math.min(Math.max(0, ms), longestDelay);
    const due = performance.now() + delay;
    this.#timers[timer] = setTimeout(() => {
      const late = performance.now() - due;
      this.#timers[timer] = setTimeout(
        () => {
          this.#controller.abort(failure());
        },
        Math.min(delay, late + secondWaitMs),
      );
    }, delay);
  }
}

/** Why a signal aborted, as an error; what a caller gave as reason is kept. */
export function abortReason(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new DOMException(String(reason), "AbortError");
}

/** `1.5 s`, for messages. */
export function inSeconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
