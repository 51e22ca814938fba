import { type Msg, nanos, type Subscription } from "@nats-io/transport-node";
import type { BrokerPermissionError } from "../errors.ts";
import { violationIn } from "./permissions.ts";
import type { JetStreamLink } from "./server-link.ts";

/** So long before a request ends, or half its time, its inbox lapses: the next request goes out from another one. */
const OVERLAP_MS = 100;
/**
 * So long after that time, a request of which nothing was heard counts as over. Servers forget to say so when a message comes in
 * the instant in which it expires (seen with nats-server 2.9), and the next leader of a consumer knows nothing of it.
 */
const SILENCE_MS = 500;

/** Longest wait until the server has read what was sent, and what it has sent is read. */
const FLUSH_MS = 2000;

const ENDED = 408;

export interface InboxListener {
  message(message: Msg): void;
  /** Requests for some messages ended without them. */
  unfulfilled(): void;
  /** The first of the open requests ends soon. Until then, `asked` is exact. */
  lapsing(): void;
  /** Nothing was heard of the end of requests that must be over. */
  overdue(): void;
  /** A request ended for another reason: the consumer is gone, or moves. With a reason, nothing will come here or elsewhere. */
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
  readonly #listener: InboxListener;
  readonly #stopListening: () => void;
  readonly #whenEmpty: (() => void)[] = [];
  #asked = 0;
  /** When the last request is over. */
  #endsAt = 0;
  #lapse: ReturnType<typeof setTimeout> | undefined;
  #guard: ReturnType<typeof setTimeout> | undefined;
  #isBroken = false;
  #over = false;

  constructor(link: JetStreamLink, stream: string, consumer: string, listener: InboxListener) {
    this.#link = link;
    this.#target = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
    this.#subject = link.newInbox();
    this.#listener = listener;
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

  /** @param expiresMs how long the server keeps the request */
  pull(batch: number, expiresMs: number): void {
    this.#asked += batch;
    this.#link.send(this.#target, JSON.stringify({ batch, expires: nanos(expiresMs) }), this.#subject);
    this.#endsAt = Math.max(this.#endsAt, performance.now() + expiresMs);
    this.#lapse ??= setTimeout(
      () => {
        this.#listener.lapsing();
      },
      Math.max(expiresMs / 2, expiresMs - OVERLAP_MS),
    );
    this.#guard ??= this.#waitForEnd();
  }

  /** Resolves when nothing is asked for any more, and so nothing can come: at once, or when the last request expires. */
  drained(): Promise<void> {
    this.#stopLapse();
    return new Promise((resolve) => {
      this.#whenEmpty.push(resolve);
      this.#seeIfEmpty();
    });
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopListening();
    this.#subscription.unsubscribe();
    this.#asked = 0;
    this.#seeIfEmpty();
  }

  #receive(message: Msg): void {
    if (this.#over) return;
    // A message comes under the subject on which it was stored, a status under that of the inbox.
    if (message.subject !== this.#subject) {
      this.#asked = Math.max(0, this.#asked - 1);
      this.#listener.message(message);
      this.#seeIfEmpty();
      return;
    }
    const code = message.headers?.code;
    const left = message.headers?.get("Nats-Pending-Messages") ?? "";
    if (code === ENDED && left !== "") {
      this.#asked = Math.max(0, this.#asked - Number(left));
      this.#listener.unfulfilled();
      this.#seeIfEmpty();
    } else {
      // Nobody knows which request it was; of another one, something may still come.
      this.#isBroken = true;
      this.#listener.broken();
    }
  }

  #seeIfEmpty(): void {
    if (this.#asked > 0) return;
    this.#stopLapse();
    clearTimeout(this.#guard);
    this.#guard = undefined;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  #stopLapse(): void {
    clearTimeout(this.#lapse);
    this.#lapse = undefined;
  }

  #waitForEnd(): ReturnType<typeof setTimeout> {
    return setTimeout(() => void this.#lookForEnd(), this.#endsAt + SILENCE_MS - performance.now());
  }

  /** This process may have been busy for so long: what has come by then is read first. */
  async #lookForEnd(): Promise<void> {
    const guard = this.#guard;
    await this.#link.flush(FLUSH_MS);
    if (this.#guard !== guard) return;
    if (performance.now() < this.#endsAt + SILENCE_MS) {
      this.#guard = this.#waitForEnd();
      return;
    }
    this.#asked = 0;
    if (!this.#isBroken) this.#listener.overdue();
    this.#seeIfEmpty();
  }

  #break(error: Error): void {
    if (this.#over) return;
    this.close();
    const violation = violationIn(error);
    this.#listener.broken(violation && this.#link.permissions.toError(`a pull from ${this.#target}`, violation));
  }
}
