import type { ChannelModel } from "amqplib";
import { BrokerSetupError } from "../errors.ts";
import { closeChannel, guarded, NOT_FOUND, PRECONDITION_FAILED, replyCodeOf, textOf } from "./channel-errors.ts";
import { laneQueue, type LaneTurn, NAMES, waitQueue } from "./names.ts";
import type { RabbitMqLink } from "./server-link.ts";

/**
 * Newer servers drop what was given back 20 times unless told otherwise. The limit that counts is kept on delivery, where the
 * reason is known; this one is never reached.
 */
const NO_DELIVERY_LIMIT = 1_000_000;

type Arguments = Readonly<Record<string, string | number>>;

/** A full queue refuses the new, which its publisher hears of, rather than drops the old, which nobody does. */
const QUORUM = { "x-queue-type": "quorum", "x-overflow": "reject-publish", "x-delivery-limit": NO_DELIVERY_LIMIT };

/** What leaves the queue on the server's own account is moved to another one, and kept until that has stored it. */
const movedTo = (queue: string) => ({
  "x-dead-letter-exchange": "",
  "x-dead-letter-routing-key": queue,
  "x-dead-letter-strategy": "at-least-once",
});

/**
 * Servers before 4.0 write the name of a new queue to disk half a second late: one that is killed by then comes back with the queue,
 * but without what it had confirmed. So nothing is put into a new queue before that.
 */
const NEW_QUEUE_WAIT_MS = 1500;
const FIRST_WITHOUT_WAIT = 4;
const READY_TRIES = 20;
const READY_PAUSE_MS = 250;

export const STREAMS: readonly string[] = [NAMES.results, NAMES.control, NAMES.dead, NAMES.recipes];
export const QUEUES: readonly string[] = [NAMES.cancellations, NAMES.members];

/**
 * Makes what all lanes share, if it is not there. What is there is never changed: limits and replicas are its operator's.
 * @throws {BrokerSetupError} if something of the name is there, but declared in another way.
 */
export async function ensureShared(connection: ChannelModel, newQueueWaitMs = NEW_QUEUE_WAIT_MS): Promise<void> {
  let made = false;
  for (const stream of STREAMS) made = (await ensure(connection, stream, { "x-queue-type": "stream" })) || made;
  for (const queue of QUEUES) made = (await ensure(connection, queue, QUORUM)) || made;
  const channel = guarded(await connection.createChannel());
  await channel.assertExchange(NAMES.ask, "fanout", { durable: true });
  await closeChannel(channel);
  if (made) await untilKept(connection, newQueueWaitMs);
}

/** The queues of lanes and of their delays, each made when it is first needed. */
export class Lanes {
  readonly #link: RabbitMqLink;
  readonly #newQueueWaitMs: number;
  readonly #there = new Map<string, Promise<void>>();
  /** Those that the server is being asked for. */
  readonly #asked = new Set<string>();

  constructor(link: RabbitMqLink, newQueueWaitMs = NEW_QUEUE_WAIT_MS) {
    this.#link = link;
    this.#newQueueWaitMs = newQueueWaitMs;
    // Another server may have taken its place, or the same one lost its store.
    link.onReconnect(() => {
      this.#there.clear();
    });
  }

  /** @returns the queue of this turn */
  async ensure(call: string, at: LaneTurn): Promise<string> {
    const queue = laneQueue(at);
    await this.#ensure(call, queue, { ...QUORUM, ...movedTo(NAMES.dead) });
    return queue;
  }

  /** @returns a queue whose items come back to this turn after the delay */
  async ensureDelay(call: string, at: LaneTurn, delayMs: number): Promise<string> {
    const queue = waitQueue(at, delayMs);
    await this.#ensure(call, queue, { ...QUORUM, ...movedTo(laneQueue(at)), "x-message-ttl": delayMs });
    return queue;
  }

  /** As `ensure`, by asking the server, also where it was there before; once for all that ask together. */
  renew(call: string, at: LaneTurn): Promise<string> {
    const queue = laneQueue(at);
    if (!this.#asked.has(queue)) this.forget(queue);
    return this.ensure(call, at);
  }

  /** The server said that there is no such queue. */
  forget(queue: string): void {
    this.#there.delete(queue);
  }

  #ensure(call: string, queue: string, args: Arguments): Promise<void> {
    const known = this.#there.get(queue);
    if (known !== undefined) return known;
    this.#asked.add(queue);
    const there = this.#link
      .onConnection(call, async (connection) => {
        if (await ensure(connection, queue, args)) await untilKept(connection, this.#newQueueWaitMs);
      })
      .finally(() => this.#asked.delete(queue));
    this.#there.set(queue, there);
    there.catch(() => {
      if (this.#there.get(queue) === there) this.#there.delete(queue);
    });
    return there;
  }
}

/**
 * @returns whether it was made just now
 * @throws {BrokerSetupError}
 */
async function ensure(connection: ChannelModel, queue: string, args: Arguments): Promise<boolean> {
  // Asking costs the channel if there is none.
  const asking = guarded(await connection.createChannel());
  const isThere = await asking.checkQueue(queue).then(
    () => true,
    () => false,
  );
  await closeChannel(asking);
  for (let tries = 1; ; tries++) {
    const channel = guarded(await connection.createChannel());
    try {
      await channel.assertQueue(queue, { durable: true, arguments: args });
      return !isThere;
    } catch (cause) {
      if (replyCodeOf(cause) === PRECONDITION_FAILED) throw unlike(queue, cause);
      // While a node starts, what it keeps is "not found".
      if (replyCodeOf(cause) !== NOT_FOUND || tries >= READY_TRIES) throw cause;
    } finally {
      await closeChannel(channel);
    }
    await pause(READY_PAUSE_MS);
  }
}

function unlike(queue: string, cause: unknown): BrokerSetupError {
  return new BrokerSetupError(
    `The queue ${queue} does not have the properties that it needs: ${textOf(cause)}. If it was declared by somebody else, use another virtual host ` +
      `(the path of the broker's URL), or empty and delete that queue; if a feature is missing, run ` +
      `"rabbitmqctl enable_feature_flag all"`,
    {},
    { cause },
  );
}

async function untilKept({ connection }: ChannelModel, waitMs: number): Promise<void> {
  if (Number.parseInt(connection.serverProperties.version, 10) >= FIRST_WITHOUT_WAIT) return;
  await pause(waitMs);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
