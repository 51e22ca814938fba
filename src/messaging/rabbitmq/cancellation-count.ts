import { pauseOrAbort } from "../../async/pause.ts";
import { NAMES } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";

const CALL = "counting the cancellations";
/** A server whose queue has no leader for a moment says 0. */
const TRIES = 10;
const PAUSE_MS = 100;

/**
 * How many cancellations there were ever: the number of messages in a queue that only grows.
 *
 * It orders work and cancellations of all processes without clocks. An item carries the number that was read after its publisher
 * asked for it; a cancellation first adds one, then reads its own number. So an item published after a cancellation was done has at
 * least its number, and one that was stored before it has a smaller one.
 */
export class CancellationCount {
  readonly #link: RabbitMqLink;
  readonly #publisher: Publisher;
  #highest = 0;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<number> | undefined;

  constructor(link: RabbitMqLink, publisher: Publisher) {
    this.#link = link;
    this.#publisher = publisher;
  }

  /** Another process has seen this number: a smaller one cannot be right. */
  atLeast(count: number): void {
    this.#highest = Math.max(this.#highest, count);
  }

  /** The number at some moment after this was called. Callers that ask meanwhile share one question. */
  read(): Promise<number> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      const question = this.#read();
      this.#running = question.catch(() => undefined);
      return question;
    });
    return this.#next;
  }

  /** Adds one. @returns a number that is larger than any read before this was called */
  async increase(): Promise<number> {
    await this.#add();
    return this.read();
  }

  async #read(): Promise<number> {
    for (let tries = 1; ; tries++) {
      const { messageCount } = await this.#link.ask(CALL, (channel) => channel.checkQueue(NAMES.cancellations));
      if (messageCount >= this.#highest) {
        this.#highest = messageCount;
        return messageCount;
      }
      // Somebody emptied the queue: what is missing is filled up, or later work would look older than what was cancelled.
      if (tries >= TRIES) await this.#add();
      else await pauseOrAbort(PAUSE_MS, this.#link.closed);
    }
  }

  #add(): Promise<void> {
    return this.#publisher.store(CALL, { queue: NAMES.cancellations, body: new Uint8Array() });
  }
}
