import { headers as createHeaders, type Msg } from "@nats-io/transport-node";
import { BrokerRefusedError } from "../errors.ts";
import type { Verdict } from "../port.ts";
import type { ReceivedItem } from "../work-delivery.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { addressOf, stampOf } from "./names.ts";
import type { JetStreamLink } from "./server-link.ts";

/** What the server says of a delivery in its reply subject. */
export interface DeliveryFacts {
  /** 1 for the first. */
  readonly deliveries: number;
  readonly streamSequence: number;
  /** Counts the deliveries of this consumer without a gap. */
  readonly consumerSequence: number;
  readonly storedAt: Date;
  /** Messages for this consumer that come after this one. */
  readonly pending: number;
}

/**
 * Reads `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<time in ns>.<pending>`, or its longer form with
 * domain and account before the stream and more after `pending`.
 * @throws {BrokerRefusedError} if it is neither.
 */
export function parseAckReply(reply: string | undefined): DeliveryFacts {
  const tokens = reply?.split(".") ?? [];
  const start = tokens.length === 9 ? 4 : 6;
  const [deliveries, streamSequence, consumerSequence, time, pending] = tokens.slice(start, start + 5).map(Number);
  const isAck = tokens[0] === "$JS" && tokens[1] === "ACK";
  if (!isAck || pending === undefined || Number.isNaN(pending) || !Number.isSafeInteger(streamSequence))
    throw new BrokerRefusedError("a pull", `the reply subject "${reply ?? ""}" is in no form that this build knows`);
  return {
    deliveries: deliveries!,
    streamSequence: streamSequence!,
    consumerSequence: consumerSequence!,
    storedAt: new Date(time! / 1e6),
    pending,
  };
}

/** "Not now": deliver again after so many milliseconds. */
export function nak(delayMs: number): string {
  return delayMs > 0 ? `-NAK {"delay": ${Math.ceil(delayMs) * 1_000_000}}` : "-NAK";
}

/** Headers of an item that was given back unseen: the deliveries that somebody has seen before, and the message that it was at first. */
const SEEN = "Hzz-Deliveries-Seen";
const FIRST = "Hzz-First-Sequence";

/** What the items of one consumer share. */
export interface ItemContext {
  readonly link: JetStreamLink;
  readonly dead: DeadLetters;
  /** Whether a cancellation was heard of that is about the item. */
  readonly isCancelled: (item: JetStreamItem) => boolean;
}

/** A message of the work stream that was delivered to this connection. */
export class JetStreamItem implements ReceivedItem {
  readonly lane: string;
  readonly analysis: string;
  readonly run: number;
  readonly body: Uint8Array;
  readonly attempt: number;
  /** Of the message that was published at first, which a cancellation goes by. */
  readonly firstSequence: number;
  readonly serverTimesOut = true;
  readonly #subject: string;
  readonly #facts: DeliveryFacts;
  readonly #reply: string;
  readonly #link: JetStreamLink;
  readonly #dead: DeadLetters;
  readonly #isCancelled: (item: JetStreamItem) => boolean;

  constructor({ subject, reply = "", data, headers }: Msg, { link, dead, isCancelled }: ItemContext) {
    const { lane, analysis, run } = addressOf(subject);
    this.lane = lane;
    this.analysis = analysis;
    this.run = run;
    this.body = data;
    this.#facts = parseAckReply(reply);
    this.#subject = subject;
    this.attempt = Number(headers?.get(SEEN) || 0) + this.#facts.deliveries;
    this.firstSequence = Number(headers?.get(FIRST) || this.#facts.streamSequence);
    this.#reply = reply;
    this.#link = link;
    this.#dead = dead;
    this.#isCancelled = isCancelled;
  }

  /** A copy may be stored after its analysis' work was removed. */
  preset(): Verdict | undefined {
    return this.#isCancelled(this) ? { kind: "done" } : undefined;
  }

  progress(): void {
    this.#link.send(this.#reply, "+WPI");
  }

  remove(because: "done" | "dead"): void {
    this.#link.answer(this.#reply, because === "done" ? "+ACK" : "+TERM");
  }

  giveBack(delayMs: number): void {
    this.#link.answer(this.#reply, nak(delayMs));
  }

  /**
   * As `giveBack(0)`, for an item that nobody has looked at: this delivery does not count. The server counts all, so that a copy
   * takes its place. Resolves when that is stored, or else when the item itself is given back.
   */
  async giveBackUnseen(): Promise<void> {
    const headers = createHeaders();
    headers.set(SEEN, String(this.attempt - 1));
    headers.set(FIRST, String(this.firstSequence));
    const msgID = `unseen/${this.#facts.streamSequence}/${this.#facts.storedAt.getTime()}/${stampOf(this.body)}`;
    try {
      await this.#link.publish(this.#subject, this.body, { headers, msgID });
      this.remove("done");
    } catch {
      // The broker is away or full, which its other users report. The item comes again from where it is.
      this.giveBack(0);
    }
  }

  bury(reason: string, attempts: number): Promise<void> {
    const { lane, analysis, run, body } = this;
    return this.#dead.add({ lane, analysis, run, reason, attempts, body }, this.#facts);
  }
}
