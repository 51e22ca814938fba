import { pauseOrAbort } from "../async/pause.ts";
import { asError } from "../errors/as-error.ts";
import { BrokerUnavailableError } from "../messaging/errors.ts";
import { createQueue, type DeliveryOptions, type Queue } from "./handle-delivery.ts";

export interface ProcessorOptions extends DeliveryOptions {
  readonly lanes: readonly string[];
  /** Items in hand at once; with worker threads, their number. */
  readonly concurrency: number;
  /** Drain: take nothing new, finish what is in hand. */
  readonly signal: AbortSignal;
}

/**
 * Deliveries that the broker grants beyond `maxDeliveries`. In them an item is not processed: they are there to put into the log that it
 * failed, which nobody could do if it took its processor along each time.
 */
const DELIVERIES_TO_REPORT = 10;

/** Before a broker that did not answer is asked for work again. */
const RETRY_MS = 1000;

/**
 * The life of a processor: takes items from some lanes and gives them to a queue. Neither a failure nor a broker that is away ends it.
 *
 * Resolves after `signal` aborts and all items in hand are settled.
 * @param queue by default one of its own
 * @throws {BrokerClosedError} when the connection is closed under it.
 */
export async function runProcessor(options: ProcessorOptions, queue: Queue = createQueue(options)): Promise<void> {
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
