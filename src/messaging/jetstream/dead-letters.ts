import { headers as createHeaders } from "@nats-io/transport-node";
import { DeadLetterNotFoundError } from "../errors.ts";
import type { DeadLetter } from "../port.ts";
import type { DeliveryFacts } from "./ack-reply.ts";
import { deadSubject, laneAndAnalysisOf, STREAMS, workSubject } from "./names.ts";
import { fromHeader, toHeader } from "./header-text.ts";
import type { ServerLink } from "./server-link.ts";
import { type StoredMessage, readStream } from "./stream-reader.ts";

const REASON = "Hzz-Reason";
const ATTEMPTS = "Hzz-Attempts";
/** Characters of a reason; with the rest of the headers it must fit into what `HEADER_ROOM` leaves beside a body. */
const MAX_REASON = 2000;

/** Items that failed for good, in a stream of their own, until somebody redrives them. Their id is their sequence number. */
export class DeadLetters {
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
      this.#link.publish(deadSubject(letter.lane, letter.analysis), letter.body, { headers, msgID }),
    );
  }

  async list(limit: number): Promise<DeadLetter[]> {
    const { messages, last_seq: until } = await this.#link.ask(
      "listDead",
      async () => (await this.#link.jsm.streams.info(STREAMS.dead)).state,
    );
    const letters: DeadLetter[] = [];
    if (messages === 0 || limit < 1) return letters;
    for await (const message of readStream(this.#link, { stream: STREAMS.dead, from: 1, until })) {
      letters.push(toLetter(message));
      if (letters.length >= limit) break;
    }
    return letters;
  }

  /**
   * Published first, removed then; a crash in between leaves the letter, and its repetition is the same item again.
   * @throws {DeadLetterNotFoundError}
   */
  async redrive(id: string): Promise<void> {
    const seq = /^[1-9]\d{0,15}$/.test(id) ? Number(id) : undefined;
    if (seq === undefined) throw new DeadLetterNotFoundError(id);
    await this.#link.ask("redriveDead", async () => {
      const { jsm } = this.#link;
      const stored = await jsm.streams.getMessage(STREAMS.dead, { seq });
      if (stored === null) throw new DeadLetterNotFoundError(id);
      const { lane, analysis } = laneAndAnalysisOf(stored.subject);
      const msgID = `redrive/${seq}/${stored.timestamp}`;
      await this.#link.publish(workSubject(lane, analysis), stored.data, { msgID });
      try {
        await jsm.streams.deleteMessage(STREAMS.dead, seq, false);
      } catch (error) {
        // Somebody else redrove it at the same time: the item was published once, and the letter is gone.
        if ((await jsm.streams.getMessage(STREAMS.dead, { seq })) !== null) throw error;
      }
    });
  }
}

function toLetter({ sequence, subject, headers, body, storedAt }: StoredMessage): DeadLetter {
  return {
    id: String(sequence),
    ...laneAndAnalysisOf(subject),
    reason: fromHeader(headers?.get(REASON) ?? ""),
    attempts: Number(headers?.get(ATTEMPTS) ?? "0"),
    at: storedAt,
    body,
  };
}
