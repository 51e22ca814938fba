import type { Msg, Subscription } from "@nats-io/transport-node";
import { createInbox } from "@nats-io/transport-node";
import type { ServerLink } from "./server-link.ts";

/** How long the server keeps a pull request that it cannot fulfil. */
const EXPIRES_MS = 30_000;
/** Later than that, its answer is lost. */
const GRACE_MS = 5000;

export interface PullListener {
  message(message: Msg): void;
  /** Requests for some messages ended without them; those may be asked for again. */
  unfulfilled(): void;
  /** The consumer is gone or the requests are lost: this inbox will get nothing more. */
  broken(): void;
}

/**
 * An address for the answers to pull requests on one consumer, and the count of messages that are asked for.
 *
 * Requests die with the interest in their inbox: after `drain` or `close` the server keeps the messages for others.
 */
export class PullInbox {
  readonly #link: ServerLink;
  readonly #target: string;
  readonly #subject: string;
  readonly #subscription: Subscription;
  readonly #listener: PullListener;
  #asked = 0;
  #guard: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(link: ServerLink, stream: string, consumer: string, listener: PullListener) {
    this.#link = link;
    this.#target = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
    this.#subject = createInbox();
    this.#listener = listener;
    this.#subscription = link.nc.subscribe(this.#subject, {
      callback: (error, message) => {
        if (error !== null) this.#break();
        else this.#receive(message);
      },
    });
  }

  /** Messages asked for that did not come yet. */
  get asked(): number {
    return this.#asked;
  }

  pull(batch: number): void {
    this.#asked += batch;
    this.#link.send(this.#target, JSON.stringify({ batch, expires: EXPIRES_MS * 1_000_000 }), this.#subject);
    clearTimeout(this.#guard);
    this.#guard = setTimeout(() => {
      this.#break();
    }, EXPIRES_MS + GRACE_MS);
  }

  /** Ends all requests; what is on its way still comes to the listener. Resolves when nothing more can come. */
  async drain(): Promise<void> {
    clearTimeout(this.#guard);
    if (!this.#subscription.isClosed()) await this.#subscription.drain();
    this.#over = true;
  }

  close(): void {
    this.#over = true;
    clearTimeout(this.#guard);
    this.#subscription.unsubscribe();
  }

  #receive(message: Msg): void {
    if (this.#over) return;
    // A message comes under the subject on which it was stored, a status under that of the inbox.
    if (message.subject !== this.#subject) {
      this.#asked = Math.max(0, this.#asked - 1);
      if (this.#asked === 0) clearTimeout(this.#guard);
      this.#listener.message(message);
      return;
    }
    const left = message.headers?.get("Nats-Pending-Messages") ?? "";
    if (message.headers?.code === 408 && left !== "") {
      this.#asked = Math.max(0, this.#asked - Number(left));
      this.#listener.unfulfilled();
    } else this.#break();
  }

  #break(): void {
    if (this.#over) return;
    this.close();
    this.#listener.broken();
  }
}
