import type { Config } from "../config/settings.ts";
import type { Logger } from "../logging/logger.ts";
import type { Broker } from "../messaging/port.ts";
import { waitForBroker } from "./wait-for-broker.ts";

/**
 * The broker of a service, which may be started before it: the log says once, as a warning, that it is waited for.
 * @returns the broker, which the caller disposes; undefined if `stop` aborted first.
 * @throws {AppError} as `waitForBroker`.
 */
export async function openServiceBroker(
  config: Pick<Config, "broker" | "brokerWaitMs">,
  logger: Logger,
  stop: AbortSignal,
): Promise<Broker | undefined> {
  let told = false;
  const broker = await waitForBroker(config.broker, {
    waitMs: config.brokerWaitMs,
    signal: stop,
    onWaiting: (error, pauseMs) => {
      const fields = { because: error.message, pauseMs, waitMs: config.brokerWaitMs };
      if (told) logger.debug("Still waiting for the broker", fields);
      else logger.warn("Waiting for the broker", fields);
      told = true;
    },
  });
  for (const remark of broker?.remarks ?? []) logger.warn(remark);
  return broker;
}
