import { AppError } from "../errors/app-error.ts";
import { BrokerSetupError } from "../messaging/errors.ts";
import { openBroker } from "../messaging/open-broker.ts";
import { pauseOrAbort } from "../async/pause.ts";
import type { Broker } from "../messaging/port.ts";

export interface BrokerWait {
  /** How long a broker that is not there is waited for, from the first try on. */
  readonly waitMs: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Told of each try that failed, and of the pause before the next one. */
  readonly onWaiting: (error: AppError, pauseMs: number) => void;
  /** How to open it; a test gives its own. */
  readonly open?: (url: string) => Promise<Broker>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/**
 * Opens the broker that a URL names, waiting for one that is not there yet, so that services can be started in any order.
 * @returns the broker, which the caller disposes; undefined if the signal aborted first.
 * @throws {AppError} at once if the URL is not right; the last failure when the time is over.
 */
export async function waitForBroker(url: string, options: BrokerWait): Promise<Broker | undefined> {
  const { waitMs, signal, onWaiting, open = openBroker } = options;
  const deadline = performance.now() + waitMs;
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await open(url);
    } catch (error) {
      const left = deadline - performance.now();
      if (!(error instanceof AppError) || error.retry === "never") throw error;
      if (left <= 0) throw gaveUp(error, waitMs);
      const pause = Math.min(pauseMs, left);
      onWaiting(error, pause);
      await pauseOrAbort(pause, signal);
    }
  }
  return undefined;
}

function gaveUp(error: AppError, waitMs: number): BrokerSetupError {
  return new BrokerSetupError(`${error.summary}. Waited for ${waitMs} ms (setting HZZ_BROKER_WAIT_MS)`, error.where, {
    cause: error,
  });
}
