import type { NextMsgRequest, SeqMsgRequest, StoredMsg, StreamState } from "@nats-io/jetstream";
import { headers as createHeaders } from "@nats-io/transport-node";
import { DeadLetterNotFoundError } from "../errors.ts";
import type { DeadFilter, DeadLetter, DeadLetterQueue, DecideFate, SettledDead } from "../port.ts";
import type { DeliveryFacts } from "./ack-reply.ts";
import { addressOf, deadOfAnalysis, deadSubject, STREAMS, workSubject } from "./names.ts";
import { fromHeader, toHeader } from "./header-text.ts";
import type { ServerLink } from "./server-link.ts";

const REASON = "Hzz-Reason";
const ATTEMPTS = "Hzz-Attempts";
/** Characters of a reason; with the rest of the headers it must fit into what `HEADER_ROOM` leaves beside a body. */
const MAX_REASON = 2000;
/** Letters that are settled at once. */
const SETTLED_AT_ONCE = 64;

/** Items that failed for good, in a stream of their own, until somebody redrives them. Their id is their sequence number. */
export class DeadLetters implements DeadLetterQueue {
  readonly #link: ServerLink;

  constructor(link: ServerLink) {
    this.#link = link;
  }

  /** Resolves when the letter is stored. Storing the same delivery of the same item twice is storing it once. */
  async add(letter: Omit<DeadLetter, "id" | "at">, { streamSequence, storedAt }: DeliveryFacts): Promise<void> {
    const headers = createHeaders();
    headers.set(REASON, toHeader(letter.reason.slice(0, MAX_REASON)));
    headers.set(ATTEMPTS, String(letter.attempts));
    const msgID = `${streamSequence}/${storedAt.getTime()}`;
    await this.#link.ask("storing a dead letter", () =>
      this.#link.publish(deadSubject(letter), letter.body, { headers, msgID }),
    );
  }

  async list({ limit = Infinity, ...filter }: DeadFilter & { readonly limit?: number } = {}): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    if (limit < 1) return letters;
    for await (const message of this.#messages("listDead", filter)) {
      letters.push(toLetter(message));
      if (letters.length >= limit) break;
    }
    return letters;
  }

  async count(): Promise<number> {
    return (await this.#state("countDead")).messages;
  }

  /**
   * Published first, removed then; a crash in between leaves the letter, and its repetition is the same item again.
   * @throws {DeadLetterNotFoundError}
   */
  async redrive(id: string): Promise<void> {
    const call = "redriveDead";
    const letter = await this.#message(call, id);
    if (letter === undefined) throw new DeadLetterNotFoundError(id);
    await this.#redrive(call, letter);
  }

  /** Some letters are settled at once, so that thousands do not wait for one another. */
  async settle(
    decide: DecideFate,
    { signal, ...filter }: DeadFilter & { readonly signal?: AbortSignal } = {},
  ): Promise<SettledDead> {
    const call = "settleDead";
    const counts = { redriven: 0, dropped: 0 };
    const failures: unknown[] = [];
    let pending: Promise<void>[] = [];
    const settleOne = async (message: StoredMsg, fate: "redrive" | "drop"): Promise<void> => {
      const isRedrive = fate === "redrive";
      const wasThere = isRedrive
        ? await this.#redrive(call, message)
        : await this.#link.ask(call, () => this.#remove(message.seq));
      if (wasThere) counts[isRedrive ? "redriven" : "dropped"]++;
    };
    try {
      for await (const message of this.#messages(call, filter)) {
        if (signal?.aborted === true || failures.length > 0) break;
        const fate = await decide(toLetter(message));
        if (fate === "keep") continue;
        pending.push(settleOne(message, fate).catch((error: unknown) => void failures.push(error)));
        if (pending.length < SETTLED_AT_ONCE) continue;
        await Promise.all(pending);
        pending = [];
      }
    } finally {
      await Promise.all(pending);
    }
    if (failures.length > 0) throw failures[0];
    return counts;
  }

  /** @returns false where somebody else redrove it at the same time: the item was published once, and the letter is gone. */
  #redrive(call: string, { seq, subject, data, timestamp }: StoredMsg): Promise<boolean> {
    return this.#link.ask(call, async () => {
      await this.#link.publish(workSubject(addressOf(subject)), data, { msgID: `redrive/${seq}/${timestamp}` });
      return this.#remove(seq);
    });
  }

  /** @returns whether it was there */
  async #remove(seq: number): Promise<boolean> {
    const { jsm } = this.#link;
    try {
      return await jsm.streams.deleteMessage(STREAMS.dead, seq, false);
    } catch (error) {
      if ((await jsm.streams.getMessage(STREAMS.dead, { seq })) !== null) throw error;
      return false;
    }
  }

  async #message(call: string, id: string): Promise<StoredMsg | undefined> {
    if (!/^[1-9]\d{0,15}$/.test(id)) return undefined;
    const { jsm } = this.#link;
    return (await this.#link.ask(call, () => jsm.streams.getMessage(STREAMS.dead, { seq: Number(id) }))) ?? undefined;
  }

  /**
   * The letters that are there when the first one is asked for, oldest first. They are read one by one and not by a consumer, so that
   * nothing is waited for that somebody else has removed.
   */
  async *#messages(call: string, { id, analysis }: DeadFilter): AsyncGenerator<StoredMsg, void, undefined> {
    if (id !== undefined) {
      const only = await this.#message(call, id);
      if (only === undefined) return;
      if (analysis === undefined || addressOf(only.subject).analysis === analysis) yield only;
      return;
    }
    const { messages, first_seq, last_seq } = await this.#state(call);
    if (messages === 0) return;
    const { jsm } = this.#link;
    for (let seq = first_seq; seq <= last_seq;) {
      const query: NextMsgRequest & SeqMsgRequest = { seq, next_by_subj: deadOfAnalysis(analysis) };
      const next = await this.#link.ask(call, () => jsm.streams.getMessage(STREAMS.dead, query));
      if (next === null || next.seq > last_seq) return;
      yield next;
      seq = next.seq + 1;
    }
  }

  #state(call: string): Promise<StreamState> {
    return this.#link.ask(call, async () => (await this.#link.jsm.streams.info(STREAMS.dead)).state);
  }
}

function toLetter({ seq, subject, header, data, time }: StoredMsg): DeadLetter {
  return {
    id: String(seq),
    ...addressOf(subject),
    reason: fromHeader(header.get(REASON)),
    attempts: Number(header.get(ATTEMPTS)),
    at: time,
    body: data,
  };
}
