import { AppError } from "../errors/app-error.ts";
import { pauseOrAbort } from "./pause.ts";

export interface RetryOptions {
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Pause after so many failed tries. */
  readonly pauseMs: (tries: number) => number;
  /** No try begins later than this after the first one. Default: no limit. */
  readonly waitMs?: number;
  /** Told of each failure after which there is another try. */
  readonly onFailure: (error: AppError, tries: number, pauseMs: number) => void;
}

/**
 * Repeats an attempt as long as it fails with an error that may pass.
 *
 * Resolves to its result, or to undefined if the signal aborted first. Rejects with an error that no repetition helps, and with the last
 * error when the time is over.
 */
export async function retryLater<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T | undefined> {
  const { signal, pauseMs, waitMs = Infinity, onFailure } = options;
  const isAborted = () => signal.aborted;
  const deadline = performance.now() + waitMs;
  for (let tries = 1; !isAborted(); tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (isAborted()) return undefined;
      const leftMs = deadline - performance.now();
      if (!(error instanceof AppError) || error.retry === "never" || leftMs <= 0) throw error;
      const pause = Math.min(pauseMs(tries), leftMs);
      onFailure(error, tries, pause);
      await pauseOrAbort(pause, signal);
    }
  }
  return undefined;
}
