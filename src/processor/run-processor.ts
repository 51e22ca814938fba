import { asError } from "./as-error.ts";
import { DeliveriesExhaustedError, ForeignItemError } from "./errors.ts";
import { failureEvent } from "./failure-event.ts";
import type { ProcessItem } from "./process-context.ts";
import { StoringContext } from "./storing-context.ts";
import { backoff, verdictFor, type RetryPolicy } from "./verdict-for.ts";
import type { LogFields } from "../logging/log-line.ts";
import type { Logger } from "../logging/logger.ts";
import type { Broker, Delivery, Verdict } from "../messaging/port.ts";
import { decodeWorkItem } from "../protocol/codec.ts";
import type { WorkItem } from "../protocol/work-item.ts";

export interface ProcessorOptions {
  readonly broker: Broker;
  readonly lanes: readonly string[];
  /** Items in hand at once; with worker threads, their number. */
  readonly concurrency: number;
  readonly maxDeliveries: number;
  readonly process: ProcessItem;
  /** Drain: take nothing new, finish what is in hand. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Default 1 s. */
  readonly retryDelayMs?: number;
  /** Default 1 minute. */
  readonly maxRetryDelayMs?: number;
}

/**
 * Deliveries that the broker grants beyond `maxDeliveries`. In them an item is not processed: they are there to put into
 * the log that it failed, which nobody could do if it took its processor along each time.
 */
const DELIVERIES_TO_REPORT = 10;

/**
 * The life of a processor: take an item, process it, and settle it only after everything it yields is stored.
 *
 * An item that fails for good puts a `file-failed` or `partition-failed` event into the log, then becomes a dead letter.
 * Bytes that are no work item become a dead letter at once. One item's failure never ends the loop.
 * @returns a promise that resolves after `signal` aborts and all items in hand are settled.
 * @throws {BrokerClosedError} when the connection is closed under it.
 */
export async function runProcessor(options: ProcessorOptions): Promise<void> {
  const { broker, lanes, concurrency, signal, logger, maxDeliveries } = options;
  const { retryDelayMs = 1000, maxRetryDelayMs = 60_000 } = options;
  const policy: RetryPolicy = { maxDeliveries, retryDelayMs, maxRetryDelayMs };
  await broker.consumeWork((delivery) => handle(delivery, options, policy), {
    lanes,
    concurrency,
    maxDeliveries: maxDeliveries + DELIVERIES_TO_REPORT,
    retryDelayMs,
    signal,
    onHandlerError: (error) => {
      logger.error("The processor loop itself failed on an item", { error: asError(error) });
    },
  });
}

async function handle(delivery: Delivery, options: ProcessorOptions, policy: RetryPolicy): Promise<Verdict> {
  const { analysis, lane, attempt } = delivery;
  const logger = options.logger.child({ analysis, lane, attempt });
  let item: WorkItem;
  try {
    item = decodeFor(delivery);
  } catch (error) {
    logger.error("A message that is no work item becomes a dead letter", { error: asError(error) });
    return { kind: "dead", reason: `${asError(error).name}: ${asError(error).message}` };
  }
  const context = new StoringContext(options.broker, delivery);
  const stopSignals = signalProgress(delivery, options.broker.capabilities.ackWaitMs);
  try {
    if (attempt > policy.maxDeliveries) throw new DeliveriesExhaustedError(policy.maxDeliveries);
    await options.process(item, context);
    await context.allStored();
    logger.debug("Item done", describeItem(item));
    return { kind: "done" };
  } catch (error) {
    await context.allEnded();
    return await giveUpOrRetry(error, item, delivery, context, logger.child(describeItem(item)), policy);
  } finally {
    stopSignals();
  }
}

async function giveUpOrRetry(
  error: unknown,
  item: WorkItem,
  delivery: Delivery,
  context: StoringContext,
  logger: Logger,
  policy: RetryPolicy,
): Promise<Verdict> {
  if (delivery.signal.aborted) {
    // Not the item's fault: it was cancelled (and will not come back) or belongs to another processor by now.
    logger.info("Item stopped", { because: asError(delivery.signal.reason).message });
    return { kind: "again", delayMs: 0 };
  }
  const { verdict, failure, unforeseen } = verdictFor(error, delivery.attempt, policy);
  if (failure === undefined) {
    logger.warn("Item failed, to be tried again", { because: asError(error).message, ...delayOf(verdict) });
    return verdict;
  }
  try {
    await context.append(failureEvent(item, context.planned, failure));
  } catch (storeError) {
    logger.error("The failure of an item could not be stored, so the item comes again", { error: asError(storeError) });
    return { kind: "again", delayMs: backoff(delivery.attempt, policy) };
  }
  // An error that says what is wrong needs no stack; one that nobody foresaw does.
  if (unforeseen) logger.error("Item failed for good by an unforeseen error", { error: asError(error) });
  else logger.error("Item failed for good", { failure: failure.name, because: failure.message });
  return verdict;
}

/** @throws {AppError} if the bytes are no work item of the analysis on whose subject they came. */
function decodeFor(delivery: Delivery): WorkItem {
  const item = decodeWorkItem(delivery.body);
  if (item.analysis !== delivery.analysis) throw new ForeignItemError(item.analysis, delivery.analysis);
  return item;
}

/** Tells the broker that the item is still worked on, often enough that two lost signals do no harm. */
function signalProgress(delivery: Delivery, ackWaitMs: number): () => void {
  if (!Number.isFinite(ackWaitMs)) return () => undefined;
  const timer = setInterval(
    () => {
      delivery.progress();
    },
    Math.max(1, Math.min(ackWaitMs / 3, 60_000)),
  );
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

function describeItem(item: WorkItem): LogFields {
  const { sample, file } = item;
  const place = { sample: sample.name, file: file.path };
  if (item.kind === "file") return place;
  return { ...place, entryStart: item.partition.entryStart, entryStop: item.partition.entryStop };
}

function delayOf(verdict: Verdict): LogFields {
  return verdict.kind === "again" ? { delayMs: verdict.delayMs } : {};
}
