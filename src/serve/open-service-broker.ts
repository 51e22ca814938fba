import { retryLater } from "../async/retry-later.ts";
import type { Config } from "../config/settings.ts";
import { AppError } from "../errors/app-error.ts";
import type { Logger } from "../logging/logger.ts";
import { BrokerSetupError } from "../messaging/errors.ts";
import { openBroker } from "../messaging/open-broker.ts";
import type { Broker } from "../messaging/port.ts";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/** Plotters are the last that an update replaces, and change then what the earlier version keeps at the broker. */
export const openForPlotter = (url: string): Promise<Broker> => openBroker(url, { updates: true });

/**
 * Opens the broker of a service, and waits for one that is not there yet, so that services can be started in any order.
 *
 * Resolves to the broker, which the caller disposes, or to undefined if `stop` aborted first.
 * @param open a test gives its own
 * @throws {AppError} at once if the URL is not right; the last failure when the time is over.
 */
export async function openServiceBroker(
  { broker: url, brokerWaitMs: waitMs }: Pick<Config, "broker" | "brokerWaitMs">,
  logger: Logger,
  stop: AbortSignal,
  open: (url: string) => Promise<Broker> = openBroker,
): Promise<Broker | undefined> {
  try {
    const broker = await retryLater(() => open(url), {
      signal: stop,
      waitMs,
      pauseMs: (tries) => Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS),
      onFailure: (error, tries, pauseMs) => {
        const fields = { because: error.message, pauseMs, waitMs };
        if (tries === 1) logger.warn("Waiting for the broker", fields);
        else logger.debug("Still waiting for the broker", fields);
      },
    });
    for (const remark of broker?.remarks ?? []) logger.warn(remark);
    return broker;
  } catch (error) {
    if (!(error instanceof AppError) || error.retry === "never") throw error;
    const summary = `${error.summary}. Waited for ${waitMs} ms (setting HZZ_BROKER_WAIT_MS)`;
    throw new BrokerSetupError(summary, error.where, { cause: error });
  }
}
