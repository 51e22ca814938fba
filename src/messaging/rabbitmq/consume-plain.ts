import { once } from "node:events";
import type { ConsumeMessage } from "amqplib";
import { pauseOrAbort } from "../../async/pause.ts";
import { closeChannel, tryAck, trySend } from "./channel-errors.ts";
import type { RabbitMqLink } from "./server-link.ts";

const REPAIR_PAUSE_MS = 500;

export interface PlainMessage {
  readonly queue: string;
  readonly body: Uint8Array;
}

export interface PlainConsumeOptions {
  readonly queues: readonly string[];
  /** Messages of one queue in the hands of `handle` at once. */
  readonly prefetch: number;
  /** `done`: the message is gone. `back`: somebody gets it again. Never rejects. */
  readonly handle: (message: PlainMessage) => Promise<"done" | "back">;
  /** Told why nothing can be taken at the moment; it is tried again. */
  readonly onTrouble: (error: unknown) => void;
  /** Takes nothing new, then waits for the handlers in flight. */
  readonly signal: AbortSignal;
}

/**
 * Hands over the messages of some queues until the signal aborts, and every handler in flight has ended and its message is settled.
 *
 * A channel that is lost is opened again. Messages that it held are the server's again, whatever becomes of them here.
 * @param ensure sees to it that a queue is there
 */
export async function consumePlain(
  link: RabbitMqLink,
  ensure: (queue: string) => Promise<void>,
  options: PlainConsumeOptions,
): Promise<void> {
  const { queues, signal, onTrouble } = options;
  while (!signal.aborted && !link.isClosed()) {
    try {
      for (const queue of queues) await ensure(queue);
      await consumeOnce(link, options);
    } catch (error) {
      onTrouble(error);
      await pauseOrAbort(REPAIR_PAUSE_MS, signal);
    }
  }
}

/** Until the channel is lost or the signal aborts. */
async function consumeOnce(
  link: RabbitMqLink,
  { queues, prefetch, handle, signal }: PlainConsumeOptions,
): Promise<void> {
  const channel = await link.openChannel("consuming");
  const closed = once(channel, "close", { signal }).catch(() => undefined);
  const inHand = new Set<Promise<void>>();
  const take = async (queue: string, message: ConsumeMessage): Promise<void> => {
    const verdict = signal.aborted ? "back" : await handle({ queue, body: message.content });
    if (verdict === "done") tryAck(channel, message);
    else
      trySend(() => {
        channel.nack(message, false, true);
      });
  };
  try {
    await channel.prefetch(prefetch);
    const tags: string[] = [];
    for (const queue of queues) {
      const { consumerTag } = await channel.consume(queue, (message) => {
        // Null: the queue was deleted. Another channel begins anew.
        if (message === null) void closeChannel(channel);
        else {
          const taking = take(queue, message).finally(() => inHand.delete(taking));
          inHand.add(taking);
        }
      });
      tags.push(consumerTag);
    }
    await closed;
    if (signal.aborted) for (const tag of tags) await channel.cancel(tag).catch(() => undefined);
  } finally {
    // Also of a lost channel: whoever is still at it would meet the same message on the next one.
    await Promise.all(inHand);
    await closeChannel(channel);
  }
}
