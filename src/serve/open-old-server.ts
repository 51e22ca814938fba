import { AppError } from "../errors/app-error.ts";
import type { Config } from "../config/settings.ts";
import type { Logger } from "../logging/logger.ts";
import { retryLater } from "../async/retry-later.ts";
import { hasPlainQueues, isSharedBroker } from "../messaging/open-broker.ts";
import { PlainQueues } from "../messaging/rabbitmq/plain-queues.ts";
import { allQueues, ownQueues } from "../bridge/old-queues.ts";

/** The settings name no two brokers for a bridge to stand between. */
export class BridgeSettingsError extends AppError {
  readonly retry = "never";
}

/** @throws {BridgeSettingsError} saying what to set. */
export function checkBridgeSettings({ bridge, broker }: Config): void {
  if (!hasPlainQueues(bridge.url))
    throw new BridgeSettingsError(
      "A bridge needs the RabbitMQ server with the old queues: set HZZ_BRIDGE_URL to amqp://[user:password@]host[:port][/vhost]",
    );
  if (!isSharedBroker(broker))
    throw new BridgeSettingsError(
      "A bridge needs the broker of the plotter and the processors: set HZZ_BROKER to nats://… or amqp://…",
    );
}

/**
 * Connects to the RabbitMQ server with the old queues, waiting for one that is not there yet, and sees to it that all queues are there.
 *
 * Resolves to undefined if `stop` aborted first.
 * @throws {AppError} at once if the URL is not right; the last failure when the time is over.
 */
export function openOldServer(
  { bridge, brokerWaitMs: waitMs }: Config,
  logger: Logger,
  stop: AbortSignal,
): Promise<PlainQueues | undefined> {
  return retryLater(() => openWithQueues(bridge.url), {
    signal: stop,
    waitMs,
    pauseMs: () => 1000,
    onFailure: ({ message }, tries) => {
      if (tries === 1) logger.warn("Waiting for the server with the old queues", { because: message, waitMs });
    },
  });
}

async function openWithQueues(url: string): Promise<PlainQueues> {
  const queues = await PlainQueues.open(url, ownQueues);
  try {
    for (const queue of allQueues) await queues.ensure(queue);
    return queues;
  } catch (error) {
    await queues[Symbol.asyncDispose]();
    throw error;
  }
}
