import { BrokerUnavailableError, DeadLetterNotFoundError } from "../errors.ts";
import type { DeadFilter, DeadLetter, DeadLetterQueue, DecideFate, SettledDead } from "../port.ts";
import { FollowedStream } from "./followed-stream.ts";
import type { Lock } from "./lock.ts";
import { NAMES } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { ServerLink } from "./server-link.ts";
import { readStream, type StoredMessage } from "./stream-reader.ts";
import { deathHeaders, deathOf, type DeathFacts, settledHeaders, settledOf } from "./work-message.ts";
import type { WorkSender } from "./work-sender.ts";

/** Letters that are settled at once. */
const SETTLED_AT_ONCE = 64;
/** Longest wait for the next message of a stream in which it should stand. */
const SILENCE_MS = 5000;

/**
 * Items that failed for good, in a stream of their own, with a word for each that was settled since. Their id is their offset.
 *
 * A queue could not be looked into without taking its messages, and does not keep their order when they are given back.
 * Memory: a number and the name of the analysis for each letter that is not settled.
 */
export class DeadLetters implements DeadLetterQueue {
  readonly #link: ServerLink;
  readonly #publisher: Publisher;
  readonly #sender: WorkSender;
  readonly #lock: Lock;
  readonly #stream: FollowedStream;
  /** The analysis of each letter, by its offset, in ascending order. */
  readonly #unsettled = new Map<number, string>();

  constructor(link: ServerLink, publisher: Publisher, sender: WorkSender, lock: Lock) {
    this.#link = link;
    this.#publisher = publisher;
    this.#sender = sender;
    this.#lock = lock;
    this.#stream = new FollowedStream(link, publisher, NAMES.dead, (message) => {
      const settled = settledOf(message.headers);
      if (settled === undefined) this.#unsettled.set(message.sequence, deathOf(message).analysis);
      else this.#unsettled.delete(settled);
    });
  }

  /** Resolves when the letter is stored. */
  async add(death: DeathFacts, body: Uint8Array): Promise<void> {
    await this.#append("storing a dead letter", deathHeaders(death), body);
  }

  async list({ limit = Infinity, ...filter }: DeadFilter & { readonly limit?: number } = {}): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    if (limit < 1) return letters;
    for await (const letter of this.#letters(filter)) {
      letters.push(letter);
      if (letters.length >= limit) break;
    }
    return letters;
  }

  async count(): Promise<number> {
    await this.#stream.current();
    return this.#unsettled.size;
  }

  /** @throws {DeadLetterNotFoundError} */
  async redrive(id: string): Promise<void> {
    const { redriven } = await this.#settle("redriveDead", () => "redrive", { id });
    if (redriven === 0) throw new DeadLetterNotFoundError(id);
  }

  settle(decide: DecideFate, options: DeadFilter & { readonly signal?: AbortSignal } = {}): Promise<SettledDead> {
    return this.#settle("settleDead", decide, options);
  }

  /** One connection at a time. */
  #settle(
    call: string,
    decide: DecideFate,
    { signal, ...filter }: DeadFilter & { readonly signal?: AbortSignal },
  ): Promise<SettledDead> {
    return this.#lock.hold(call, async () => {
      const counts = { redriven: 0, dropped: 0 };
      const settling: Promise<void>[] = [];
      const settleAll = async () => {
        // What was begun is ended, also if one of them fails.
        await Promise.allSettled(settling);
        await Promise.all(settling.splice(0));
      };
      try {
        for await (const letter of this.#letters(filter)) {
          if (signal?.aborted === true) break;
          const fate = await decide(letter);
          if (fate === "keep") continue;
          const counted = fate === "redrive" ? "redriven" : "dropped";
          settling.push(
            this.#settleOne(call, letter, fate).then(() => {
              counts[counted]++;
            }),
          );
          if (settling.length >= SETTLED_AT_ONCE) await settleAll();
        }
      } finally {
        await Promise.allSettled(settling);
      }
      await settleAll();
      return counts;
    });
  }

  /** Published first, settled then; a crash in between leaves the letter, and doubles the item when it is redriven again. */
  async #settleOne(call: string, letter: DeadLetter, fate: "redrive" | "drop"): Promise<void> {
    if (fate === "redrive") await this.#sender.publish(call, letter, letter.body);
    const id = Number(letter.id);
    await this.#append(call, settledHeaders(id, fate), new Uint8Array());
    this.#unsettled.delete(id);
  }

  async #append(call: string, headers: Readonly<Record<string, string | number>>, body: Uint8Array): Promise<void> {
    const stored = await this.#publisher.send(call, { queue: NAMES.dead, body, headers });
    if (!stored) throw new BrokerUnavailableError(call);
  }

  /** Those that are there when the first one is asked for, oldest first. */
  async *#letters({ id, analysis }: DeadFilter): AsyncGenerator<DeadLetter, void, undefined> {
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
      for await (const message of readStream(this.#link, { stream: NAMES.dead, from: first, signal: silence.signal })) {
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
