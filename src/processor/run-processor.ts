import { asError } from "../errors/as-error.ts";
import { createQueue, type DeliveryOptions, type Queue } from "./handle-delivery.ts";
import type { Logger } from "../logging/logger.ts";
import { BrokerUnavailableError } from "../messaging/errors.ts";
import { pauseOrAbort } from "../async/pause.ts";
import type { Broker } from "../messaging/port.ts";

export interface LoopOptions {
  readonly broker: Pick<Broker, "work">;
  readonly lanes: readonly string[];
  /** Items in hand at once; with worker threads, their number. */
  readonly concurrency: number;
  /** As the queue's own. */
  readonly maxDeliveries: number;
  /** Drain: take nothing new, finish what is in hand. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Default 1 s. */
  readonly retryDelayMs?: number;
}

export type ProcessorOptions = LoopOptions & DeliveryOptions;

/**
 * Deliveries that the broker grants beyond `maxDeliveries`. In them an item is not processed: they are there to put into
 * the log that it failed, which nobody could do if it took its processor along each time.
 */
const DELIVERIES_TO_REPORT = 10;

/** The life of a processor: `consumeLanes` with a queue of its own. */
export async function runProcessor(options: ProcessorOptions): Promise<void> {
  await consumeLanes(createQueue(options), options);
}

/** Before a broker that did not answer is asked for work again. */
const RETRY_MS = 1000;

/**
 * Takes items from some lanes and gives them to a queue. Neither a failure nor a broker that is away ends the loop.
 * @returns a promise that resolves after `signal` aborts and all items in hand are settled.
 * @throws {BrokerClosedError} when the connection is closed under it.
 */
export async function consumeLanes(queue: Queue, options: LoopOptions): Promise<void> {
  const { broker, lanes, concurrency, signal, logger, maxDeliveries, retryDelayMs = 1000 } = options;
  for (let tries = 1; ; tries++) {
    try {
      await broker.work.consume(queue, {
        lanes,
        concurrency,
        maxDeliveries: maxDeliveries + DELIVERIES_TO_REPORT,
        retryDelayMs,
        signal,
        onHandlerError: (error) => {
          logger.error("The processor loop itself failed on an item", { error: asError(error) });
        },
      });
      return;
    } catch (error) {
      // Only from the beginning, before anything is in hand: later, an adapter waits for its broker by itself.
      if (!(error instanceof BrokerUnavailableError)) throw error;
      if (signal.aborted) return;
      logger[tries === 1 ? "warn" : "debug"]("No work can be taken yet", { because: error.message });
      await pauseOrAbort(RETRY_MS, signal);
    }
  }
}
