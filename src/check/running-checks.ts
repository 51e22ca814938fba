/** Checks of one kind that run at once: each opens files and holds what it reads. */
export class RunningChecks {
  readonly #most: number;
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** What the check gives; undefined, without a call, while as many run as may. */
  async run<T>(check: () => Promise<T>): Promise<T | undefined> {
    if (this.#running >= this.#most) return undefined;
    this.#running++;
    try {
      return await check();
    } finally {
      this.#running--;
    }
  }
}
