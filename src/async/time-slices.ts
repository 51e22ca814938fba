/**
 * Long work in one thread, cut so that others have their turn: call it once for each small step, and wait if it says so.
 *
 *     for (const item of items) {
 *       take(item);
 *       await slices.step();
 *     }
 */
export class TimeSlices {
  readonly #sliceMs: number;
  readonly #stepsAtOnce: number;
  #began = performance.now();
  #steps = 0;
  #pausing: Promise<void> | undefined;

  /**
   * @param sliceMs the thread is held for about so long
   * @param stepsAtOnce steps between two looks at the clock
   */
  constructor(sliceMs = 10, stepsAtOnce = 64) {
    this.#sliceMs = sliceMs;
    this.#stepsAtOnce = stepsAtOnce;
  }

  /** @returns what to wait for, if others should have their turn now. Several may share the work: then all of them wait. */
  step(): Promise<void> | undefined {
    if (this.#pausing !== undefined) return this.#pausing;
    if (++this.#steps % this.#stepsAtOnce !== 0 || performance.now() - this.#began < this.#sliceMs) return undefined;
    return this.pause();
  }

  /** Lets others have their turn now. */
  pause(): Promise<void> {
    this.#pausing ??= new Promise((resolve) => {
      setTimeout(() => {
        this.#pausing = undefined;
        this.#began = performance.now();
        resolve();
      }, 0);
    });
    return this.#pausing;
  }
}
