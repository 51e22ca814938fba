import { AppError } from "../errors/app-error.ts";
import { BrokerUnavailableError } from "../messaging/errors.ts";
import { pauseOrAbort } from "../async/pause.ts";
import type { Broker } from "../messaging/port.ts";

/** The broker went away in the middle of a run, and did not come back in time. */
export class BrokerGoneError extends AppError {
  readonly retry = "later";
  constructor(waitMs: number) {
    super(
      `The broker has not answered for ${Math.round(waitMs / 1000)} s, so the run ends. What it has stored is kept: run the same ` +
        `command again when the broker is back, and it goes on from there (HZZ_BROKER_WAIT_MS says how long to wait)`,
    );
  }
}

export interface BrokerWatch {
  readonly broker: Pick<Broker, "checkReachable">;
  /** So long a broker that does not answer is waited for. */
  readonly waitMs: number;
  /** Tells the user, a line at a time. */
  readonly say: (line: string) => void;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

const POLL_MS = 1000;
/** A shorter silence is nobody's concern: a server that starts again is back within a second or two. */
const PATIENCE_MS = 3000;

/**
 * Watches whether the broker answers, since nothing else tells the user why a run stands still.
 * @returns a promise that resolves when the signal aborts.
 * @throws {BrokerGoneError} after `waitMs` of silence.
 * @throws {BrokerClosedError} when the connection is closed under it.
 */
export async function watchBroker({ broker, waitMs, say, signal }: BrokerWatch): Promise<void> {
  let answered = performance.now();
  let told = false;
  while (!signal.aborted) {
    try {
      await broker.checkReachable();
      answered = performance.now();
      if (told) say("the broker is back");
      told = false;
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError)) throw error;
      const silenceMs = performance.now() - answered;
      if (silenceMs >= waitMs) throw new BrokerGoneError(waitMs);
      if (!told && silenceMs >= PATIENCE_MS) {
        say(`waiting for the broker, which does not answer (for up to ${Math.round(waitMs / 1000)} s)`);
        told = true;
      }
    }
    await pauseOrAbort(Math.min(POLL_MS, waitMs), signal);
  }
}
