import { letProcessEnd } from "#runtime/timers";
import { asError } from "../errors/as-error.ts";
import { DeliveriesExhaustedError, ForeignItemError, WorkerTimeoutError } from "./errors.ts";
import { type ItemObserver, type ItemOutcome, unobserved } from "./item-observer.ts";
import { linkSignals } from "../async/linked-signal.ts";
import type { ProcessItem } from "./process-context.ts";
import { asQueued, type CompleteItem, keepRecipes } from "./kept-recipes.ts";
import { ItemContext, type ItemSink } from "./item-context.ts";
import { backoff, failureEvent, unreadableEvent, verdictFor, type RetryPolicy } from "./verdict-for.ts";
import type { LogFields } from "../logging/log-line.ts";
import type { Logger } from "../logging/logger.ts";
import type { Broker, Delivery, HandleDelivery, Verdict } from "../messaging/port.ts";
import { turnOfPart } from "../messaging/turns.ts";
import { decodeWorkItem, encodeLogEvent, encodeWorkItem } from "../protocol/codec.ts";
import { keyForOnce, logDedupKey, workDedupKey } from "../protocol/dedup-keys.ts";
import { splitDelta } from "../protocol/split-delta.ts";
import type { QueuedItem, WorkItem } from "../protocol/work-item.ts";

export interface DeliveryOptions {
  readonly broker: Pick<Broker, "work" | "log" | "recipes" | "capabilities">;
  /** Tries of one item before it is given up. */
  readonly maxDeliveries: number;
  readonly process: ProcessItem;
  /** Does the same with nothing else under way beside it, for an item that has taken too long beside others. */
  readonly processAlone?: ProcessItem;
  readonly logger: Logger;
  /** Default 1 s. */
  readonly retryDelayMs?: number;
  /** Default 1 minute. */
  readonly maxRetryDelayMs?: number;
  /** When it aborts, what is in hand is stopped and goes to other processors at once. Stop taking items before. */
  readonly handBack?: AbortSignal;
  readonly observer?: ItemObserver;
  /** The most sums of one message, as `splitDelta`. */
  readonly sumsPerMessage?: number;
}

/** Handles one delivery of a broker. */
export type Queue = HandleDelivery;

/** How one try ended. */
interface Ending {
  readonly verdict: Verdict;
  readonly outcome: ItemOutcome;
}

/**
 * Makes the handling of one delivery: decode the item, process it, and answer only after everything it yields is stored.
 *
 * An item that fails for good puts a `file-failed` or `partition-failed` event into the log, then becomes a dead letter.
 * Bytes that are not a work item become a dead letter at once, after an `item-unreadable` event for the run that they came with. No fault of an item makes the queue reject.
 */
export function createQueue(options: DeliveryOptions): Queue {
  const { maxDeliveries, retryDelayMs = 1000, maxRetryDelayMs = 60_000, observer = unobserved } = options;
  const policy: RetryPolicy = { maxDeliveries, retryDelayMs, maxRetryDelayMs };
  const complete = keepRecipes(options.broker);
  return async (delivery) => {
    const ended = observer.started(delivery.lane, delivery.attempt);
    let outcome: ItemOutcome = "again"; // what throwing means to a broker
    try {
      const ending = await handle(delivery, options, policy, complete);
      outcome = ending.outcome;
      return ending.verdict;
    } finally {
      ended(outcome);
    }
  };
}

async function handle(
  delivery: Delivery,
  options: DeliveryOptions,
  policy: RetryPolicy,
  complete: CompleteItem,
): Promise<Ending> {
  const { broker, handBack, observer = unobserved, sumsPerMessage } = options;
  const { analysis, lane, attempt } = delivery;
  const logger = options.logger.child({ analysis, lane, attempt });
  let item: QueuedItem;
  try {
    item = decodeFor(delivery);
  } catch (error) {
    return await giveUpUnread(error, delivery, options, logger, policy);
  }
  using stop = linkSignals(handBack === undefined ? [delivery.signal] : [delivery.signal, handBack]);
  const context = new ItemContext(storingIn(broker, delivery, item, sumsPerMessage), stop.signal, (event) => {
    observer.yielded(lane, event);
  });
  const stopSignals = signalProgress(delivery, broker.capabilities.ackWaitMs);
  try {
    if (attempt > policy.maxDeliveries) throw new DeliveriesExhaustedError(policy.maxDeliveries);
    stop.signal.throwIfAborted();
    await processTimed(await complete(item), context, delivery, options, policy, logger.child(describeItem(item)));
    await context.allStored();
    logger.debug("Item done", describeItem(item));
    return ending({ kind: "done" });
  } catch (error) {
    await context.allEnded();
    return await giveUpOrRetry(error, item, attempt, context, logger.child(describeItem(item)), policy);
  } finally {
    stopSignals();
  }
}

/**
 * Processes an item. One that is too slow beside others is tried again later, and elsewhere, as they may have been the reason; if that
 * is its second delivery or its last, alone, here and now. Only so is it known for whether it is the item.
 */
async function processTimed(
  item: WorkItem,
  context: ItemContext,
  { lane, attempt }: Delivery,
  { process, processAlone, observer = unobserved }: DeliveryOptions,
  { maxDeliveries }: RetryPolicy,
  logger: Logger,
): Promise<void> {
  const tried = async (by: ProcessItem): Promise<WorkerTimeoutError | undefined> => {
    try {
      await by(item, context);
      return undefined;
    } catch (error) {
      if (!(error instanceof WorkerTimeoutError)) throw error;
      observer.timedOut(lane, error.beside);
      return error;
    }
  };
  let timeout = await tried(process);
  if (
    timeout !== undefined &&
    timeout.beside > 0 &&
    processAlone !== undefined &&
    attempt >= Math.min(2, maxDeliveries)
  ) {
    logger.warn("Item timed out beside others, to be tried alone", { beside: timeout.beside });
    await context.allEnded();
    timeout = await tried(processAlone);
  }
  if (timeout !== undefined) throw timeout;
}

/** Sends to the log and the lane of a delivery. What has several parts in the log is stored when all of them are. */
function storingIn(
  { work, log }: Pick<Broker, "work" | "log">,
  { analysis, lane, run }: Delivery,
  from: QueuedItem,
  sumsPerMessage?: number,
): ItemSink {
  return {
    append: async (event) => {
      for (const message of await splitDelta(event, sumsPerMessage))
        await log.append({
          analysis,
          body: encodeLogEvent(message),
          dedupKey: logDedupKey(message, run, from.token),
          origin: { lane },
        });
    },
    publish: async (item) => {
      await work.publish({
        lane,
        analysis,
        run,
        body: encodeWorkItem(asQueued(item, from)),
        dedupKey: workDedupKey(item),
        turn: turnOfPart(item.turn, item.kind === "partition" ? item.partition.index : 0),
      });
    },
  };
}

async function giveUpOrRetry(
  error: unknown,
  item: QueuedItem,
  attempt: number,
  context: ItemContext,
  logger: Logger,
  policy: RetryPolicy,
): Promise<Ending> {
  if (context.signal.aborted) {
    // Not the item's fault: it was cancelled (and will not come back), or another processor has it by now or soon.
    logger.info("Item stopped", { because: asError(context.signal.reason).message });
    return { verdict: { kind: "again", delayMs: 0 }, outcome: "stopped" };
  }
  const { verdict, failure, unforeseen } = verdictFor(error, attempt, policy);
  if (failure === undefined) {
    logger.warn("Item failed, to be tried again", { because: asError(error).message, ...delayOf(verdict) });
    return ending(verdict);
  }
  try {
    await context.append(failureEvent(item, context.planned, failure));
  } catch (storeError) {
    logger.error("The failure of an item could not be stored, so the item comes again", { error: asError(storeError) });
    return ending({ kind: "again", delayMs: backoff(attempt, policy) });
  }
  // An error that says what is wrong needs no stack; one that nobody foresaw does.
  if (unforeseen) logger.error("Item failed for good by an unforeseen error", { error: asError(error) });
  else logger.error("Item failed for good", { failure: failure.name, because: failure.message });
  return ending(verdict);
}

/** What cannot be read is lost to the run that it came with: whoever waits for that is told. */
async function giveUpUnread(
  error: unknown,
  delivery: Delivery,
  { broker, observer = unobserved }: DeliveryOptions,
  logger: Logger,
  policy: RetryPolicy,
): Promise<Ending> {
  logger.error("A message that is not a work item becomes a dead letter", { error: asError(error) });
  try {
    const event = await unreadableEvent(delivery, error);
    if (event !== undefined) {
      await broker.log.append({
        analysis: delivery.analysis,
        body: encodeLogEvent(event),
        dedupKey: keyForOnce(event),
        origin: { lane: delivery.lane },
      });
      observer.yielded(delivery.lane, event);
    }
  } catch (storeError) {
    logger.error("The failure of an item could not be stored, so the item comes again", { error: asError(storeError) });
    return ending({ kind: "again", delayMs: backoff(delivery.attempt, policy) });
  }
  return ending({ kind: "dead", reason: `${asError(error).name}: ${asError(error).message}` });
}

function ending(verdict: Verdict): Ending {
  return { verdict, outcome: verdict.kind };
}

/** @throws {AppError} if the bytes are no work item of the run with whose work they came. */
function decodeFor(delivery: Delivery): QueuedItem {
  const item = decodeWorkItem(delivery.body);
  if (item.analysis !== delivery.analysis || item.run !== delivery.run) throw new ForeignItemError(item, delivery);
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
  letProcessEnd(timer);
  return () => {
    clearInterval(timer);
  };
}

/** Which item a line of the process's log speaks of. */
export function describeItem(item: QueuedItem): LogFields {
  const { sample, file } = item;
  const place = { sample: sample.name, file: file.path };
  if (item.kind === "file") return place;
  return { ...place, entryStart: item.partition.entryStart, entryStop: item.partition.entryStop };
}

function delayOf(verdict: Verdict): LogFields {
  return verdict.kind === "again" ? { delayMs: verdict.delayMs } : {};
}
