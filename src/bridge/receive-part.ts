import { AppError } from "../errors/app-error.ts";
import type { Logger } from "../logging/logger.ts";
import { pauseOrAbort } from "../async/pause.ts";
import type { PlainMessage } from "../messaging/rabbitmq/consume-plain.ts";
import type { PlainOutgoing } from "../messaging/rabbitmq/plain-queues.ts";
import { asError } from "../errors/as-error.ts";
import type { BridgeCounts } from "./bridge-counts.ts";
import { refusedQueue } from "./old-queues.ts";
import { RefusedMessageError, type Refusal } from "./refused-message.ts";
import type { StorePart } from "./store-part.ts";

/** Longest reason in a header: all headers of a message share one frame of the protocol. */
const longestReason = 2000;

export interface PartReceiverOptions {
  readonly store: StorePart;
  /** Resolves when the old server has stored the message. */
  readonly publish: (message: PlainOutgoing) => Promise<void>;
  readonly counts: BridgeCounts;
  readonly logger: Logger;
  /** Before what failed is tried again. */
  readonly retryDelayMs: number;
  readonly now: () => Date;
  /** What could not be done yet goes back to its queue. */
  readonly stop: AbortSignal;
}

/**
 * Sees a message to its end: into the log, or among the refused. While one of the brokers is away it stays in hand, unsettled, so that
 * no more than the prefetch pile up.
 *
 * @returns what `PlainConsumeOptions.handle` is to be; it never rejects.
 */
export function createPartReceiver(options: PartReceiverOptions): (message: PlainMessage) => Promise<"done" | "back"> {
  const { store, publish, counts, logger, retryDelayMs, stop, now } = options;
  return async (message) => {
    const { queue, body } = message;
    let told = false;
    let refused: PlainOutgoing | undefined;
    for (;;) {
      try {
        if (refused === undefined) {
          counts.part(queue, await store(queue, body));
          return "done";
        }
        await publish(refused);
        counts.part(queue, "refused");
        return "done";
      } catch (error) {
        const refusal = refused === undefined ? refusalOf(error) : undefined;
        if (refusal !== undefined) {
          refused = toRefused(message, refusal, asError(error).message, now());
          counts.refused(queue, refusal);
          const fields = { queue, refusal, bytes: body.byteLength };
          if (refusal === "fault")
            logger.error("A message is refused by a fault of this program", { ...fields, error: asError(error) });
          else logger.warn("A message is refused", { ...fields, reason: asError(error).message });
          continue;
        }
        // Told once for each message in hand, of which there are few.
        if (!told) logger.warn("A message waits, as it cannot be stored", { queue, reason: asError(error).message });
        told = true;
        await pauseOrAbort(retryDelayMs, stop);
        if (stop.aborted) return "back";
      }
    }
  };
}

/** undefined: it may pass. */
function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof RefusedMessageError) return error.refusal;
  if (error instanceof AppError) return error.retry === "never" ? "unfit" : undefined;
  return "fault";
}

function toRefused({ queue, body }: PlainMessage, refusal: Refusal, reason: string, at: Date): PlainOutgoing {
  const headers = { refusal, reason: reason.slice(0, longestReason), queue, at: at.toISOString() };
  return { queue: refusedQueue, body, headers };
}
