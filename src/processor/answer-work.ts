import { asError } from "../errors/as-error.ts";
import { WorkerTimeoutError } from "./errors.ts";
import { describeItem } from "./handle-delivery.ts";
import { ItemContext, type ItemSink } from "./item-context.ts";
import { asQueued, type CompleteItem } from "./kept-recipes.ts";
import type { ItemObserver, ItemOutcome } from "./item-observer.ts";
import { linkSignals } from "../async/linked-signal.ts";
import type { ProcessItem } from "./process-context.ts";
import { failureEvent, verdictFor } from "./verdict-for.ts";
import { HttpProblemError } from "../http/problem.ts";
import type { Logger } from "../logging/logger.ts";
import { logEventToJson } from "../protocol/codec.ts";
import type { QueuedItem } from "../protocol/work-item.ts";

export interface AnswerOptions {
  readonly process: ProcessItem;
  readonly complete: CompleteItem;
  readonly logger: Logger;
  readonly observer: ItemObserver;
  /** Aborts when the client has gone. */
  readonly client: AbortSignal;
  /** Aborts when the processor ends: the client may ask another one. */
  readonly handBack: AbortSignal;
  /** When a client may try again what failed for now. */
  readonly retryDelayMs: number;
}

/** Stands for the lane of what came by HTTP; no lane has such a name. */
const LANE = "(http)";

/**
 * Does one item for a client: the same processing as for a broker's, but what it yields is the answer. Nothing is stored, and the client
 * decides how often to try. Answers 200 with `{"events":[…],"work":[…]}`.
 * @throws {HttpProblemError} 422 if it failed for good, with the failure event among its `events`; 503 if it may be tried again.
 */
export async function answerWork(item: QueuedItem, options: AnswerOptions): Promise<Response> {
  const { process, observer, client, handBack } = options;
  using stop = linkSignals([client, handBack]);
  const yielded: Yielded = { events: [], work: [] };
  const context = new ItemContext(collecting(yielded, item), stop.signal, (event) => {
    observer.yielded(LANE, event);
  });
  const ended = observer.started(LANE, 1);
  let outcome: ItemOutcome = "stopped";
  try {
    stop.signal.throwIfAborted();
    await process(await options.complete(item), context);
    outcome = "done";
    return Response.json(yielded);
  } catch (error) {
    if (error instanceof WorkerTimeoutError) observer.timedOut(LANE, error.beside);
    if (stop.signal.aborted) throw stopped(stop.signal.reason);
    const failure = await failed(error, item, context, yielded, options);
    outcome = failure.problem.status === 422 ? "dead" : "again";
    throw failure;
  } finally {
    ended(outcome);
  }
}

/** What an item has yielded so far, in its order, as the answer tells it. */
interface Yielded {
  readonly events: object[];
  readonly work: QueuedItem[];
}

function collecting({ events, work }: Yielded, from: QueuedItem): ItemSink {
  return {
    append: (event) => {
      events.push(logEventToJson(event));
      return Promise.resolve();
    },
    publish: (item) => {
      work.push(asQueued(item, from));
      return Promise.resolve();
    },
  };
}

function stopped(reason: unknown): HttpProblemError {
  return new HttpProblemError({
    title: "Stopped",
    status: 503,
    detail: `The item was not finished: ${asError(reason).message}. Send it again.`,
    headers: { "retry-after": "1" },
  });
}

async function failed(
  error: unknown,
  item: QueuedItem,
  context: ItemContext,
  yielded: Yielded,
  { logger, retryDelayMs }: AnswerOptions,
): Promise<HttpProblemError> {
  const policy = { maxDeliveries: Infinity, retryDelayMs, maxRetryDelayMs: retryDelayMs };
  const { failure, unforeseen } = verdictFor(error, 1, policy);
  if (failure === undefined)
    return new HttpProblemError({
      title: "Failed for now",
      status: 503,
      detail: asError(error).message,
      headers: { "retry-after": String(Math.ceil(retryDelayMs / 1000)) },
      // Tells a failure of the item from that of a processor which has no time for it.
      extensions: { failure: asError(error).name },
    });
  if (unforeseen)
    logger.error("Item failed for good by an unforeseen error", { ...describeItem(item), error: asError(error) });
  await context.append(failureEvent(item, context.planned, failure));
  return new HttpProblemError({
    title: "Failed for good",
    status: 422,
    detail: `${failure.name}: ${failure.message}`,
    extensions: { ...yielded },
  });
}
