import { pauseOrAbort } from "../../async/pause.ts";
import { NOT_FOUND, refusalCodeOf } from "./channel-errors.ts";
import { NAMES } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";

const CALL = "counting the cancellations";
/** A server whose queue has no leader for a moment says 0. */
const TRIES = 10;
const PAUSE_MS = 100;
/** Messages that are filled up at once. */
const FILLED_AT_ONCE = 200;

/**
 * How many cancellations there were ever: the number of messages in a queue that only grows.
 *
 * It orders work and cancellations of all processes without clocks. An item carries the number that was read after its publisher
 * asked for it; a cancellation first adds one, then reads its own number. So an item published after a cancellation was done has at
 * least its number, and one that was stored before it has a smaller one.
 *
 * A queue that was deleted or emptied is filled up to the highest number that a cancellation has, as the control stream tells. Items that
 * were stored before may have larger ones, so that a later cancellation does not concern them: they are done in vain. The other
 * way round, new work would look cancelled; so the stream is read to its end first.
 */
export class CancellationCount {
  readonly #link: RabbitMqLink;
  readonly #publisher: Publisher;
  #highest = 0;
  #hearOfAll: () => Promise<void> = () => Promise.resolve();
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<number> | undefined;

  constructor(link: RabbitMqLink, publisher: Publisher) {
    this.#link = link;
    this.#publisher = publisher;
  }

  /** @param hearOfAll resolves when `atLeast` has been told of each cancellation that was stored before */
  keepUpBy(hearOfAll: () => Promise<void>): void {
    this.#hearOfAll = hearOfAll;
  }

  /** Another process has seen this number: a smaller one cannot be right. */
  atLeast(count: number): void {
    this.#highest = Math.max(this.#highest, count);
  }

  /** No cancellation is known any more, so that any number is right. */
  forget(): void {
    this.#highest = 0;
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
    await this.#fill(1);
    return this.read();
  }

  async #read(): Promise<number> {
    for (let tries = 1; ; tries++) {
      const count = await this.#length();
      if (count >= this.#highest) {
        this.#highest = count;
        return count;
      }
      if (tries === TRIES) await this.#hearOfAll();
      if (tries >= TRIES) await this.#fill(Math.min(FILLED_AT_ONCE, this.#highest - count));
      else await pauseOrAbort(PAUSE_MS, this.#link.closed);
    }
  }

  async #length(): Promise<number> {
    const length = async () =>
      (await this.#link.ask(CALL, (channel) => channel.checkQueue(NAMES.cancellations))).messageCount;
    try {
      return await length();
    } catch (error) {
      if (refusalCodeOf(error) !== NOT_FOUND) throw error;
      await this.#publisher.restore();
      await this.#hearOfAll();
      return length();
    }
  }

  async #fill(count: number): Promise<void> {
    const add = () => this.#publisher.store(CALL, { queue: NAMES.cancellations, body: new Uint8Array() });
    await Promise.all(Array.from({ length: count }, add));
  }
}
