import { randomUUID } from "node:crypto";
import type { Channel } from "amqplib";
import { pauseOrAbort } from "../../async/pause.ts";
import { closeChannel, NOT_FOUND, refusalCodeOf, trySend } from "./channel-errors.ts";
import { NAMES } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";

/** Longest wait for the answers of connections that are still counted as there. */
const ANSWERS_MS = 1000;
const REPAIR_PAUSE_MS = 250;
const BIND_EVERY_MS = 5000;
/** Answers come to whoever asked, without a queue. */
const DIRECT_REPLY = "amq.rabbitmq.reply-to";

/** What a connection, or all together, have to do with a lane. */
export interface Share {
  /** Items that the server has given out and not heard of again. */
  readonly inHand: number;
  readonly consumers: number;
  /** Consumers that there may be on each queue of the lane at most. */
  readonly listening: number;
}

/** What all together have to do with it, and whether all have said so. */
interface Shares extends Share {
  readonly complete: boolean;
}

/**
 * How many items of a lane are in somebody's hands: every connection that consumes is asked, since the server tells nobody over
 * AMQP. The server does know how many to ask: they are the consumers of a queue that never holds a message.
 */
export class MemberPoll {
  readonly #consuming: RabbitMqLink;
  readonly #asking: RabbitMqLink;
  readonly #publisher: Publisher;
  readonly #own: (lane: string) => Share;
  #joined: Promise<void> | undefined;

  /** @param own what this connection has to do with a lane */
  constructor(consuming: RabbitMqLink, asking: RabbitMqLink, publisher: Publisher, own: (lane: string) => Share) {
    this.#consuming = consuming;
    this.#asking = asking;
    this.#publisher = publisher;
    this.#own = own;
  }

  /** Resolves when this connection is asked as well; it stays so, also after a lost connection. */
  join(): Promise<void> {
    this.#joined ??= this.#answerRestored().then((channel) => {
      channel.once("close", () => void this.#rejoin());
    });
    this.#joined.catch(() => {
      this.#joined = undefined;
    });
    return this.#joined;
  }

  /** As many as are known of within a second. */
  async count(lane: string): Promise<Shares> {
    try {
      return await this.#ask(lane);
    } catch (error) {
      if (refusalCodeOf(error) !== NOT_FOUND) throw error;
      // Deleted. Whoever was a member is one again soon, and is counted then.
      await this.#publisher.restore();
      return this.#ask(lane);
    }
  }

  async #ask(lane: string): Promise<Shares> {
    const call = "laneState";
    return this.#asking.askAside(call, async (channel) => {
      await channel.checkExchange(NAMES.ask);
      const { consumerCount } = await channel.checkQueue(NAMES.members);
      if (consumerCount === 0) return { inHand: 0, consumers: 0, listening: 0, complete: true };
      return this.#collect(channel, lane, consumerCount);
    });
  }

  async #collect(channel: Channel, lane: string, members: number): Promise<Shares> {
    const correlationId = randomUUID();
    let answers = 0;
    const sum = { inHand: 0, consumers: 0, listening: 0 };
    const complete = new AbortController();
    await channel.consume(
      DIRECT_REPLY,
      (message) => {
        if (message?.properties.correlationId !== correlationId) return;
        // Earlier versions do not say the third: they have one on each queue at most.
        const [inHand, consumers, listening = consumers] = message.content.toString().split(" ");
        sum.inHand += Number(inHand);
        sum.consumers += Number(consumers);
        sum.listening += Number(listening);
        if (++answers >= members) complete.abort();
      },
      { noAck: true },
    );
    channel.publish(NAMES.ask, "", Buffer.from(lane), { replyTo: DIRECT_REPLY, correlationId });
    await pauseOrAbort(ANSWERS_MS, complete.signal);
    return { ...sum, complete: answers >= members };
  }

  async #answerRestored(): Promise<Channel> {
    try {
      return await this.#answer();
    } catch (error) {
      if (refusalCodeOf(error) !== NOT_FOUND) throw error;
      await this.#publisher.restore();
      return this.#answer();
    }
  }

  async #answer(): Promise<Channel> {
    const call = "consuming";
    const channel = await this.#consuming.openChannel(call);
    try {
      await channel.checkQueue(NAMES.members);
      const { queue } = await channel.assertQueue("", { exclusive: true, durable: false, autoDelete: true });
      await channel.bindQueue(queue, NAMES.ask, "");
      await channel.consume(
        queue,
        (message) => {
          if (message === null) {
            void closeChannel(channel);
            return;
          }
          const { replyTo, correlationId } = message.properties as { replyTo?: string; correlationId?: string };
          if (replyTo === undefined || correlationId === undefined) return;
          const { inHand, consumers, listening } = this.#own(message.content.toString());
          // Whoever asked counts without the answer if the broker is away just now.
          this.#publisher
            .tell(call, replyTo, correlationId, `${inHand} ${consumers} ${listening}`)
            .catch(() => undefined);
        },
        { noAck: true },
      );
      // Only now: who is counted can be asked. Messages do not come here; one that does stays for its owner.
      await channel.consume(NAMES.members, (message) => {
        // Null: it was deleted. Another channel begins anew.
        if (message === null) void closeChannel(channel);
        else
          trySend(() => {
            channel.nack(message, false, false);
          });
      });
      this.#keepBound(channel, queue);
      return channel;
    } catch (cause) {
      await closeChannel(channel);
      throw this.#consuming.toBrokerError(call, cause);
    }
  }

  /** With the exchange its bindings go, and nobody is told. */
  #keepBound(channel: Channel, queue: string): void {
    const timer = setInterval(() => {
      // Without the exchange this costs the channel, and the next one has it made again.
      trySend(() => {
        channel.bindQueue(queue, NAMES.ask, "").catch(() => undefined);
      });
    }, BIND_EVERY_MS);
    timer.unref();
    channel.once("close", () => {
      clearInterval(timer);
    });
  }

  async #rejoin(): Promise<void> {
    this.#joined = undefined;
    while (!this.#consuming.isClosed()) {
      try {
        await this.join();
        return;
      } catch {
        // The broker is away; consuming waits for it as well.
        await pauseOrAbort(REPAIR_PAUSE_MS, this.#consuming.closed);
      }
    }
  }
}
