import type { LetterStore } from "../dead-letter-queue.ts";
import { BrokerUnavailableError } from "../errors.ts";
import type { DeadFilter, DeadLetter } from "../port.ts";
import { FollowedStream } from "./followed-stream.ts";
import type { Lock } from "./lock.ts";
import { NAMES } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";
import type { StoredMessage } from "./stream-consumer.ts";
import { readStream } from "./stream-reader.ts";
import { deathHeaders, deathOf, type DeathFacts, settledHeaders, settledOf } from "./work-message.ts";
import type { WorkSender } from "./work-sender.ts";

/** Longest wait for the next message of a stream in which it should stand. */
const SILENCE_MS = 5000;

/**
 * Items that failed for good, in a stream of their own, with a word for each that was settled since. Their id is their offset.
 *
 * A queue could not be looked into without taking its messages, and does not keep their order when they are given back.
 * Memory: a number and the name of the analysis for each letter that is not settled.
 */
export class DeadLetters implements LetterStore {
  readonly #link: RabbitMqLink;
  readonly #publisher: Publisher;
  readonly #sender: WorkSender;
  readonly #lock: Lock;
  readonly #stream: FollowedStream;
  /** The analysis of each letter, by its offset, in ascending order. */
  readonly #unsettled = new Map<number, string>();

  constructor(link: RabbitMqLink, publisher: Publisher, sender: WorkSender, lock: Lock) {
    this.#link = link;
    this.#publisher = publisher;
    this.#sender = sender;
    this.#lock = lock;
    const take = (message: StoredMessage) => {
      const settled = settledOf(message.headers);
      if (settled === undefined) this.#unsettled.set(message.sequence, deathOf(message).analysis);
      else this.#unsettled.delete(settled);
    };
    this.#stream = new FollowedStream(link, publisher, NAMES.dead, take, () => {
      this.#unsettled.clear();
    });
  }

  /** Resolves when the letter is stored. */
  async add(death: DeathFacts, body: Uint8Array): Promise<void> {
    await this.#append("storing a dead letter", deathHeaders(death), body);
  }

  async count(): Promise<number> {
    await this.#stream.current();
    return this.#unsettled.size;
  }

  /** One connection at a time. */
  exclusively<T>(call: string, run: () => Promise<T>): Promise<T> {
    return this.#lock.hold(call, run);
  }

  /** Published first, settled then; a crash in between leaves the letter, and doubles the item when it is redriven again. */
  async settle(call: string, letter: DeadLetter, fate: "redrive" | "drop"): Promise<boolean> {
    if (fate === "redrive") await this.#sender.publish(call, letter, letter.body);
    const id = Number(letter.id);
    await this.#append(call, settledHeaders(id, fate), new Uint8Array());
    this.#unsettled.delete(id);
    return true;
  }

  #append(call: string, headers: Readonly<Record<string, string | number>>, body: Uint8Array): Promise<void> {
    return this.#publisher.store(call, { queue: NAMES.dead, body, headers });
  }

  async *letters(_: string, { id, analysis }: DeadFilter): AsyncGenerator<DeadLetter, void, undefined> {
    await this.#stream.current();
    const wanted = new Set<number>();
    for (const [sequence, of] of this.#unsettled)
      if ((id === undefined || id === String(sequence)) && (analysis === undefined || analysis === of))
        wanted.add(sequence);
    for await (const message of this.#messages(wanted)) {
      if (!wanted.delete(message.sequence) || !this.#unsettled.has(message.sequence)) continue;
      yield { id: String(message.sequence), ...deathOf(message), body: message.body };
    }
    // The server keeps them no more: a limit that its operator set.
    for (const sequence of wanted) this.#unsettled.delete(sequence);
  }

  /** The stream from the first of these numbers to the last. */
  async *#messages(numbers: ReadonlySet<number>): AsyncGenerator<StoredMessage, void, undefined> {
    const [first] = numbers;
    const last = [...numbers].at(-1);
    if (first === undefined || last === undefined) return;
    const silence = new AbortController();
    const watch = () =>
      setTimeout(() => {
        silence.abort();
      }, SILENCE_MS);
    let timer = watch();
    try {
      const options = { stream: NAMES.dead, from: first, publisher: this.#publisher, signal: silence.signal };
      for await (const message of readStream(this.#link, options)) {
        clearTimeout(timer);
        if (message.sequence <= last) yield message;
        if (message.sequence >= last) return;
        timer = watch();
      }
    } finally {
      clearTimeout(timer);
    }
    if (!this.#link.isConnected()) throw new BrokerUnavailableError("reading dead letters");
  }
}
