import { type Msg, nanos, type Subscription } from "@nats-io/transport-node";
import type { BrokerPermissionError } from "../errors.ts";
import { violationIn } from "./permissions.ts";
import type { JetStreamLink } from "./server-link.ts";

/**
 * How long the server keeps a pull request that it cannot fulfil. Nobody can take one back, so that the first is short; each
 * that ends without a message doubles the time of the next.
 */
const FIRST_EXPIRES_MS = 100;
export const LAST_EXPIRES_MS = 1600;
/**
 * So long before a request ends, the next one may be sent from another inbox, so that the server is never without one: in the instant
 * in which its only request ends, nats-server 2.9 forgets a message that is due again, until its acknowledgement time is over.
 */
const OVERLAP_MS = 100;
/**
 * So long after that time, a request of which nothing was heard counts as over. Servers forget to say so when a message comes in
 * the instant in which it expires (seen with nats-server 2.9), and the next leader of a consumer knows nothing of it.
 */
const SILENCE_MS = 500;

/** Longest wait until the server has read what was sent, and what it has sent is read. */
const FLUSH_MS = 2000;

const ENDED = 408;

export interface PullListener {
  message(message: Msg): void;
  /** Requests for some messages ended without them; those may be asked for again. */
  unfulfilled(): void;
  /** Nothing was heard of requests that must be over, so that the consumer may be gone; messages may be asked for again. */
  silent(): void;
  /** All that is asked for ends soon. */
  lapsing?(): void;
  /** The consumer is gone: this inbox will get nothing more. With a reason, nor would another one. */
  broken(reason?: BrokerPermissionError): void;
}

/**
 * An address for the answers to pull requests on one consumer, and the count of messages that are asked for.
 *
 * A server may have sent a message on its way when its receiver stops listening. It would be nobody's until the
 * acknowledgement time is over, so that an inbox is left only when nothing is asked for any more.
 */
export class PullInbox {
  readonly #link: JetStreamLink;
  readonly #target: string;
  readonly #subject: string;
  readonly #subscription: Subscription;
  readonly #listener: PullListener;
  readonly #stopListening: () => void;
  #asked = 0;
  /** How often something was sent or heard. */
  #heard = 0;
  #expiresMs: number;
  #lapse: ReturnType<typeof setTimeout> | undefined;
  #guard: ReturnType<typeof setTimeout> | undefined;
  #over = false;
  #whenEmpty: (() => void) | undefined;

  /** @param expiresMs of its first request, if it takes the place of another inbox */
  constructor(
    link: JetStreamLink,
    stream: string,
    consumer: string,
    listener: PullListener,
    expiresMs = FIRST_EXPIRES_MS,
  ) {
    this.#link = link;
    this.#target = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
    this.#subject = link.newInbox();
    this.#listener = listener;
    this.#expiresMs = expiresMs;
    this.#subscription = link.nc.subscribe(this.#subject, {
      callback: (error, message) => {
        if (error !== null) this.#break(error);
        else this.#receive(message);
      },
    });
    this.#stopListening = link.permissions.onRefused((violation) => {
      if (violation.subject === this.#target) this.#break(violation);
    });
  }

  /** Messages asked for that did not come yet. */
  get asked(): number {
    return this.#asked;
  }

  /** Of the request after those that are open, if they end without a message. */
  get nextExpiresMs(): number {
    return Math.min(2 * this.#expiresMs, LAST_EXPIRES_MS);
  }

  pull(batch: number): void {
    this.#asked += batch;
    this.#link.send(this.#target, JSON.stringify({ batch, expires: nanos(this.#expiresMs) }), this.#subject);
    clearTimeout(this.#lapse);
    const lapsesMs = Math.max(this.#expiresMs / 2, this.#expiresMs - OVERLAP_MS);
    this.#lapse = setTimeout(() => {
      if (this.#asked > 0) this.#listener.lapsing?.();
    }, lapsesMs);
    this.#waitForSilence();
  }

  /** Resolves when nothing is asked for any more, and so nothing can come: at once, or when the last request expires. */
  drained(): Promise<void> {
    clearTimeout(this.#lapse);
    return new Promise((resolve) => {
      this.#whenEmpty = resolve;
      this.#tellIfEmpty();
    });
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#guard);
    clearTimeout(this.#lapse);
    this.#stopListening();
    this.#subscription.unsubscribe();
    this.#asked = 0;
    this.#tellIfEmpty();
  }

  #receive(message: Msg): void {
    if (this.#over) return;
    // A message comes under the subject on which it was stored, a status under that of the inbox.
    if (message.subject !== this.#subject) {
      this.#asked = Math.max(0, this.#asked - 1);
      this.#expiresMs = FIRST_EXPIRES_MS;
      this.#waitForSilence();
      this.#listener.message(message);
      this.#tellIfEmpty();
      return;
    }
    const code = message.headers?.code;
    const left = message.headers?.get("Nats-Pending-Messages") ?? "";
    if (code === ENDED && left !== "") {
      this.#asked = Math.max(0, this.#asked - Number(left));
      this.#expiresMs = this.nextExpiresMs;
      this.#waitForSilence();
      this.#listener.unfulfilled();
      this.#tellIfEmpty();
    } else this.#break();
  }

  #tellIfEmpty(): void {
    if (this.#asked === 0) this.#whenEmpty?.();
  }

  #waitForSilence(): void {
    this.#heard++;
    clearTimeout(this.#guard);
    if (this.#asked === 0) return;
    this.#guard = setTimeout(() => void this.#lookForSilence(), this.#expiresMs + SILENCE_MS);
  }

  /** This process may have been busy for so long: what has come by then is read first. */
  async #lookForSilence(): Promise<void> {
    const heard = this.#heard;
    await this.#link.flush(FLUSH_MS);
    if (this.#over || this.#heard !== heard) return;
    this.#asked = 0;
    this.#listener.silent();
    this.#tellIfEmpty();
  }

  #break(error?: Error): void {
    if (this.#over) return;
    this.close();
    const violation = violationIn(error);
    this.#listener.broken(violation && this.#link.permissions.toError(`a pull from ${this.#target}`, violation));
  }
}
