import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { ConfirmChannel } from "amqplib";
import { BrokerRefusedError, BrokerUnavailableError } from "../errors.ts";
import { closeChannel, trySend } from "./channel-errors.ts";
import type { RabbitMqLink } from "./server-link.ts";

/** Longest wait for the server to say that a message is stored. */
const CONFIRM_MS = 15_000;
/** A queue without a leader, as one may be that was just made, refuses like one that is full: soon it does so no more. */
const REFUSED_TRIES = 3;
const REFUSED_PAUSE_MS = 250;
/**
 * A server that has refused for a full queue goes on refusing what comes over the same channel until somebody takes from the queue, also if
 * it has room again because its limit was raised. Over a new channel it is asked anew; so old a channel is left for a new one.
 */
const REFUSED_CHANNEL_MS = 5000;

export interface Outgoing {
  readonly queue: string;
  /** Not to be changed by anybody until it is confirmed. */
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** Publishes straight into queues and streams, and knows what became of each message. */
export class Publisher {
  readonly #link: RabbitMqLink;
  readonly #prefix = randomUUID();
  readonly #returned = new Set<string>();
  /** Publications that are not confirmed. */
  readonly #waiting = new Set<() => void>();
  #channel: Promise<Confirming> | undefined;
  #current: Confirming | undefined;
  readonly #restore: () => Promise<void>;
  #count = 0;

  /** @param restore makes again what must be there and is not */
  constructor(link: RabbitMqLink, restore: () => Promise<void> = () => Promise.resolve()) {
    this.#link = link;
    this.#restore = restore;
    link.onReconnect(() => {
      this.#channel = undefined;
      this.#returned.clear();
    });
    link.onBlocked(() => {
      for (const giveUp of [...this.#waiting]) giveUp();
    });
  }

  /**
   * Resolves when the queue or stream has stored the message, with true; or with false if there is no such queue.
   * @throws {BrokerClosedError | BrokerUnavailableError | BrokerRefusedError}
   */
  async send(call: string, { queue, body, headers }: Outgoing): Promise<boolean> {
    let confirming = await this.#open(call);
    // Sent at such a time it would pile up here, in memory.
    const blocked = this.#link.blockedBecause();
    if (blocked !== undefined)
      throw new BrokerRefusedError(call, `it takes nothing at the moment (${blocked}); free its disk or memory`);
    const messageId = `${this.#prefix}-${++this.#count}`;
    const timestamp = Math.floor(Date.now() / 1000);
    const options = { headers: { ...headers }, messageId, timestamp, persistent: true, mandatory: true };
    const content = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    for (let tries = 1; ; tries++)
      try {
        await this.#confirmed(call, confirming, (channel, settle) =>
          channel.sendToQueue(queue, content, options, settle),
        );
        break;
      } catch (error) {
        if (!(error instanceof BrokerRefusedError) || tries === REFUSED_TRIES) throw error;
        await pause(REFUSED_PAUSE_MS);
        confirming = await this.#reopen(call, confirming);
      }
    return !this.#returned.delete(messageId);
  }

  /** As `send`, where the queue or stream must be there: one that was deleted is made again. */
  async store(call: string, message: Outgoing): Promise<void> {
    if (await this.send(call, message)) return;
    await this.#restore();
    if (!(await this.send(call, message))) throw new BrokerUnavailableError(call);
  }

  /** Makes again what must be there and is not. */
  restore(): Promise<void> {
    return this.#restore();
  }

  /** Sends a message that nobody waits for; lost if the connection is. */
  async tell(call: string, queue: string, correlationId: string, text: string): Promise<void> {
    const { channel } = await this.#open(call);
    trySend(() => channel.sendToQueue(queue, Buffer.from(text), { correlationId }));
  }

  /** What is under way on the old channel ends there. */
  #reopen(call: string, refusing: Confirming): Promise<Confirming> {
    if (this.#current === refusing && performance.now() - refusing.openedAt > REFUSED_CHANNEL_MS) {
      this.#channel = undefined;
      setTimeout(() => void closeChannel(refusing.channel), 2 * CONFIRM_MS).unref();
    }
    return this.#open(call);
  }

  #confirmed(call: string, { channel, isRefusing }: Confirming, send: Send): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        settle(new Error("no confirmation"));
      };
      const timer = setTimeout(giveUp, CONFIRM_MS);
      this.#waiting.add(giveUp);
      const settle = (cause: unknown) => {
        clearTimeout(timer);
        this.#waiting.delete(giveUp);
        if (cause === null) resolve();
        else if (isRefusing())
          reject(new BrokerRefusedError(call, "the queue is full, or could not store the message", { cause }));
        else reject(new BrokerUnavailableError(call, { cause }));
      };
      if (!trySend(() => void send(channel, settle))) settle(new Error("channel closed"));
    });
  }

  #open(call: string): Promise<Confirming> {
    if (this.#channel !== undefined && this.#link.isConnected()) return this.#channel;
    const opening = this.#link.openConfirmChannel(call).then((channel) => {
      // A message that no queue takes comes back before it is confirmed.
      channel.on("return", ({ properties }) => {
        if (typeof properties.messageId === "string") this.#returned.add(properties.messageId);
      });
      channel.once("close", forget);
      this.#current = { channel, isRefusing: watchRefusals(channel), openedAt: performance.now() };
      return this.#current;
    });
    const forget = () => {
      if (this.#channel === opening) this.#channel = undefined;
    };
    opening.catch(forget);
    this.#channel = opening;
    return opening;
  }
}

type Send = (channel: ConfirmChannel, settle: (error: unknown) => void) => unknown;

interface Confirming {
  readonly channel: ConfirmChannel;
  /** Whether the server is refusing just now what a callback of the channel is told of. */
  readonly isRefusing: () => boolean;
  readonly openedAt: number;
}

/** The client tells a refused message by the same error as a closed channel; what stands around its own listener tells them apart. */
function watchRefusals(channel: ConfirmChannel): () => boolean {
  let refusing = false;
  channel.prependListener("nack", () => {
    refusing = true;
  });
  channel.on("nack", () => {
    refusing = false;
  });
  return () => refusing;
}
