import { type Msg, nanos, type Subscription } from "@nats-io/transport-node";
import type { BrokerPermissionError } from "../errors.ts";
import { violationIn } from "./permissions.ts";
import type { JetStreamLink } from "./server-link.ts";

/** How long the server keeps a pull request that it cannot fulfil. */
const EXPIRES_MS = 30_000;
/** While it waits, the server says so often that the request is not forgotten. */
const HEARTBEAT_MS = 5000;
/** After so long a silence it is: the leader of the consumer is gone, and its next one knows nothing of the request. */
const SILENCE_MS = 12_000;

const IDLE = 100;
const ENDED = 408;

export interface PullListener {
  message(message: Msg): void;
  /** Requests for some messages ended without them; those may be asked for again. */
  unfulfilled(): void;
  /** The consumer is gone or the requests are lost: this inbox will get nothing more. With a reason, nor would another one. */
  broken(reason?: BrokerPermissionError): void;
}

/**
 * An address for the answers to pull requests on one consumer, and the count of messages that are asked for.
 *
 * Requests die with the interest in their inbox: after `drain` or `close` the server keeps the messages for others.
 */
export class PullInbox {
  readonly #link: JetStreamLink;
  readonly #target: string;
  readonly #subject: string;
  readonly #subscription: Subscription;
  readonly #listener: PullListener;
  readonly #stopListening: () => void;
  #asked = 0;
  #guard: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(link: JetStreamLink, stream: string, consumer: string, listener: PullListener) {
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

  pull(batch: number): void {
    this.#asked += batch;
    const request = { batch, expires: nanos(EXPIRES_MS), idle_heartbeat: nanos(HEARTBEAT_MS) };
    this.#link.send(this.#target, JSON.stringify(request), this.#subject);
    this.#waitForSilence();
  }

  /** Ends all requests; what is on its way still comes to the listener. Resolves when nothing more can come. */
  async drain(): Promise<void> {
    clearTimeout(this.#guard);
    this.#stopListening();
    if (!this.#subscription.isClosed()) await this.#subscription.drain();
    this.#over = true;
  }

  close(): void {
    this.#over = true;
    clearTimeout(this.#guard);
    this.#stopListening();
    this.#subscription.unsubscribe();
  }

  #receive(message: Msg): void {
    if (this.#over) return;
    // A message comes under the subject on which it was stored, a status under that of the inbox.
    if (message.subject !== this.#subject) {
      this.#asked = Math.max(0, this.#asked - 1);
      this.#waitForSilence();
      this.#listener.message(message);
      return;
    }
    const code = message.headers?.code;
    const left = message.headers?.get("Nats-Pending-Messages") ?? "";
    if (code === IDLE) this.#waitForSilence();
    else if (code === ENDED && left !== "") {
      this.#asked = Math.max(0, this.#asked - Number(left));
      this.#waitForSilence();
      this.#listener.unfulfilled();
    } else this.#break();
  }

  #waitForSilence(): void {
    clearTimeout(this.#guard);
    if (this.#asked === 0) return;
    this.#guard = setTimeout(() => {
      this.#break();
    }, SILENCE_MS);
  }

  #break(error?: Error): void {
    if (this.#over) return;
    this.close();
    const violation = violationIn(error);
    this.#listener.broken(violation && this.#link.permissions.toError(`a pull from ${this.#target}`, violation));
  }
}
