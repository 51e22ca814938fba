import type { NextMsgRequest, SeqMsgRequest, StoredMsg, StreamState } from "@nats-io/jetstream";
import { headers as createHeaders } from "@nats-io/transport-node";
import type { LetterStore } from "../dead-letter-queue.ts";
import type { DeadFilter, DeadLetter } from "../port.ts";
import { addressOf, deadOfAnalysis, deadSubject, STREAMS, workSubject, stampOf } from "./names.ts";
import type { JetStreamLink } from "./server-link.ts";

const REASON = "Hzz-Reason";
const ATTEMPTS = "Hzz-Attempts";
/** Bytes of a message that are kept free for its headers: the server's limit counts both. */
export const HEADER_ROOM = 16_384;
/** Characters of a reason, so that it fits into that room. */
const MAX_REASON = 2000;

/** Which message of the work stream an item was. */
interface StoredAs {
  readonly streamSequence: number;
  readonly storedAt: Date;
}

/** Items that failed for good, in a stream of their own, until somebody redrives them. Their id is their sequence number. */
export class DeadLetters implements LetterStore {
  readonly #link: JetStreamLink;

  constructor(link: JetStreamLink) {
    this.#link = link;
  }

  /** Resolves when the letter is stored. Storing the same delivery of the same item twice is storing it once. */
  async add(letter: Omit<DeadLetter, "id" | "at">, { streamSequence, storedAt }: StoredAs): Promise<void> {
    const headers = createHeaders();
    headers.set(REASON, JSON.stringify(letter.reason.slice(0, MAX_REASON)));
    headers.set(ATTEMPTS, String(letter.attempts));
    const msgID = `${streamSequence}/${storedAt.getTime()}/${stampOf(letter.body)}`;
    await this.#link.ask("storing a dead letter", () =>
      this.#link.publish(deadSubject(letter), letter.body, { headers, msgID }),
    );
  }

  async count(): Promise<number> {
    return (await this.#state("countDead")).messages;
  }

  /** Published first, removed then; a crash in between leaves the letter, and its repetition is the same item again. */
  settle(call: string, letter: DeadLetter, fate: "redrive" | "drop"): Promise<boolean> {
    return this.#link.ask(call, async () => {
      const msgID = `redrive/${letter.id}/${letter.at.getTime()}/${stampOf(letter.body)}`;
      if (fate === "redrive") await this.#link.publish(workSubject(letter), letter.body, { msgID });
      return this.#remove(Number(letter.id));
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

  /**
   * The letters that are there when the first one is asked for, oldest first. They are read one by one and not by a consumer, so that
   * nothing is waited for that somebody else has removed.
   */
  async *letters(call: string, { id, analysis }: DeadFilter): AsyncGenerator<DeadLetter, void, undefined> {
    const { jsm } = this.#link;
    if (id !== undefined) {
      if (!/^[1-9]\d{0,15}$/.test(id)) return;
      const only = await this.#link.ask(call, () => jsm.streams.getMessage(STREAMS.dead, { seq: Number(id) }));
      if (only === null) return;
      const letter = toLetter(only);
      if (analysis === undefined || letter.analysis === analysis) yield letter;
      return;
    }
    const { messages, first_seq, last_seq } = await this.#state(call);
    if (messages === 0) return;
    for (let seq = first_seq; seq <= last_seq;) {
      const query: NextMsgRequest & SeqMsgRequest = { seq, next_by_subj: deadOfAnalysis(analysis) };
      const next = await this.#link.ask(call, () => jsm.streams.getMessage(STREAMS.dead, query));
      if (next === null || next.seq > last_seq) return;
      yield toLetter(next);
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

/** A reason travels as a JSON string, which is one line. One that somebody else wrote is shown as it is. */
function fromHeader(header: string): string {
  try {
    const text: unknown = JSON.parse(header);
    return typeof text === "string" ? text : header;
  } catch {
    return header;
  }
}
