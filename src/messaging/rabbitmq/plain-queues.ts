import type { Channel } from "amqplib";
import { BrokerRefusedError, BrokerSetupError } from "../errors.ts";
import { parseBrokerUrl } from "./broker-url.ts";
import {
  NOT_FOUND,
  PRECONDITION_FAILED,
  refusalCodeOf,
  replyCodeOf,
  RESOURCE_LOCKED,
  textOf,
} from "./channel-errors.ts";
import { consumePlain, type PlainConsumeOptions, type PlainMessage } from "./consume-plain.ts";
import { Publisher } from "./publisher.ts";
import { RabbitMqLink } from "./server-link.ts";

/** Noticed within half a minute if the server falls silent. */
const HEARTBEAT_S = 10;

export type QueueArguments = Readonly<Record<string, string | number>>;

export interface PlainOutgoing extends PlainMessage {
  readonly headers: Readonly<Record<string, string | number>>;
}

/**
 * Queues of a RabbitMQ server that other programs use as well, and what messages in them are left to their readers.
 *
 * A queue that is there is taken as it is, durable or not; one that is absent is made durable. Lost connections are opened again.
 */
export class PlainQueues implements AsyncDisposable {
  readonly #publishing: RabbitMqLink;
  readonly #consuming: RabbitMqLink;
  readonly #publisher: Publisher;
  readonly #own: ReadonlyMap<string, QueueArguments>;
  readonly #there = new Set<string>();

  private constructor(publishing: RabbitMqLink, consuming: RabbitMqLink, own: ReadonlyMap<string, QueueArguments>) {
    this.#publishing = publishing;
    this.#consuming = consuming;
    this.#publisher = new Publisher(publishing);
    this.#own = own;
    // A server that started again may have forgotten queues that were not durable.
    for (const link of [publishing, consuming])
      link.onReconnect(() => {
        this.#there.clear();
      });
  }

  /**
   * Two connections, since a server that is short of disk or memory holds up those that publish.
   * @param url as `parseBrokerUrl` takes it
   * @param own queues that must be durable, with these arguments
   * @throws {InvalidBrokerUrlError | BrokerSetupError} (as a rejection).
   */
  static async open(url: string, own: ReadonlyMap<string, QueueArguments>): Promise<PlainQueues> {
    const { connection, settings } = parseBrokerUrl(url);
    const options = {
      connection,
      heartbeatS: settings.heartbeatS ?? HEARTBEAT_S,
      prepare: () => Promise.resolve(),
    };
    const publishing = await RabbitMqLink.open({ ...options, purpose: "bridge, publishes" });
    try {
      const consuming = await RabbitMqLink.open({ ...options, purpose: "bridge, consumes" });
      return new PlainQueues(publishing, consuming, own);
    } catch (error) {
      await publishing.close();
      throw error;
    }
  }

  /**
   * Resolves when the queue has stored the message; makes the queue if it is not there.
   * @throws {BrokerClosedError | BrokerUnavailableError | BrokerRefusedError | BrokerSetupError}
   */
  async publish(message: PlainOutgoing): Promise<void> {
    const { queue } = message;
    const call = `publishing to ${queue}`;
    await this.ensure(queue);
    if (await this.#publisher.send(call, message)) return;
    // Deleted meanwhile.
    this.#there.delete(queue);
    await this.ensure(queue);
    await this.#publisher.store(call, message);
  }

  /** As `consumePlain`. */
  consume(options: PlainConsumeOptions): Promise<void> {
    // Whoever begins to consume may do so because a queue was deleted.
    const ensure = (queue: string): Promise<void> => {
      this.#there.delete(queue);
      return this.ensure(queue);
    };
    return consumePlain(this.#consuming, ensure, options);
  }

  /** The first message of a queue, which stays there. */
  async peek(queue: string): Promise<Uint8Array | undefined> {
    const call = `looking into ${queue}`;
    await this.ensure(queue);
    // What was not acknowledged goes back to its place with the channel.
    const message = await this.#consuming.askAside(call, (channel) => channel.get(queue, { noAck: false }));
    return message === false ? undefined : message.content;
  }

  /** @throws {BrokerUnavailableError | BrokerClosedError} if the server gives no sign of life within two seconds. */
  async checkReachable(queue: string): Promise<void> {
    const question = (channel: Channel) => channel.checkQueue(queue);
    await Promise.all([this.#publishing.checkReachable(question), this.#consuming.checkReachable(question)]);
  }

  /**
   * Sees to it that a queue is there.
   * @throws {BrokerSetupError} if it is there and cannot be used; saying what to do.
   */
  async ensure(queue: string): Promise<void> {
    if (this.#there.has(queue)) return;
    const own = this.#own.get(queue);
    const call = `declaring ${queue}`;
    try {
      if (own !== undefined || !(await this.#isThere(call, queue)))
        await this.#consuming.askAside(call, (channel) =>
          channel.assertQueue(queue, { durable: true, arguments: { ...own } }),
        );
    } catch (error) {
      throw setupError(queue, own !== undefined, error) ?? error;
    }
    this.#there.add(queue);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#consuming.close(), this.#publishing.close()]);
  }

  /** A passive declaration, which fits any queue of the name. */
  async #isThere(call: string, queue: string): Promise<boolean> {
    try {
      await this.#consuming.askAside(call, (channel) => channel.checkQueue(queue));
      return true;
    } catch (error) {
      if (refusalCodeOf(error) === NOT_FOUND) return false;
      throw error;
    }
  }
}

/** What a person has to do about a queue that is there in a way in which it cannot be used; undefined for any other error. */
function setupError(queue: string, own: boolean, error: unknown): BrokerSetupError | undefined {
  if (!(error instanceof BrokerRefusedError)) return undefined;
  const { cause } = error;
  const code = replyCodeOf(cause);
  const options = { cause };
  if (code === RESOURCE_LOCKED)
    return new BrokerSetupError(
      `The queue ${queue} belongs to another connection alone (it was declared exclusive): ${textOf(cause)}; declare it without that`,
      {},
      options,
    );
  if (code !== PRECONDITION_FAILED) return undefined;
  const why = `The queue ${queue} is there, but was declared in another way: ${textOf(cause)}`;
  return new BrokerSetupError(
    own
      ? `${why}. It is the bridge's own, and must be durable: take out what is in it, delete it, and it is made again`
      : `${why}. Somebody has just made it; it is checked again`,
    {},
    options,
  );
}
