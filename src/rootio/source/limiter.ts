import type { Watchdog } from "./watchdog.ts";

/** Lets at most `limit` tasks run at once; the others wait in order of arrival, until their watchdog ends the wait. */
export class Limiter {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(limit: number) {
    this.#free = limit;
  }

  async run<T>(watchdog: Watchdog, task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(watchdog);
    try {
      return await task();
    } finally {
      this.#pass();
    }
  }

  async #turn(watchdog: Watchdog): Promise<void> {
    let enter = () => {};
    const turn = new Promise<void>((resolve) => {
      enter = resolve;
    });
    this.#waiting.push(enter);
    try {
      await watchdog.guard(turn);
    } catch (error) {
      const place = this.#waiting.indexOf(enter);
      if (place >= 0) this.#waiting.splice(place, 1);
      // The turn came in the same moment as the end of the wait: hand it on, or a slot would be lost.
      else this.#pass();
      throw error;
    }
  }

  /** Gives a free slot to whoever waits longest. */
  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
