import type { Channel, Message } from "amqplib";
import { trySend } from "./channel-errors.ts";
import { factsOf, type WorkFacts } from "./work-message.ts";

/** One item that the server gave to this connection, until it is acknowledged or its channel is closed. */
export class Taken {
  readonly facts: WorkFacts;
  readonly body: Uint8Array;
  readonly #channel: Channel;
  readonly #message: Message;
  readonly #over = new AbortController();

  constructor(channel: Channel, message: Message, lane: string) {
    this.#channel = channel;
    this.#message = message;
    this.facts = factsOf(message, lane);
    this.body = message.content;
  }

  /** Aborted when the item is this connection's no more. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** The item is gone. */
  acknowledge(): void {
    this.#end(() => {
      this.#channel.ack(this.#message);
    });
  }

  /** The server gives it to whoever is next, and counts this delivery. */
  giveBack(): void {
    this.#end(() => {
      // All servers count what is rejected; what is "nacked", only older ones.
      this.#channel.reject(this.#message, true);
    });
  }

  /** As `giveBack`, for an item that nobody has seen: newer servers do not count its delivery. */
  giveBackUnseen(): void {
    this.#end(() => {
      this.#channel.nack(this.#message, false, true);
    });
  }

  /** The channel is closed: the server has it back. */
  lose(): void {
    this.#over.abort();
  }

  #end(send: () => void): void {
    if (this.over.aborted) return;
    trySend(send);
    this.lose();
  }
}
