import type { Msg } from "@nats-io/transport-node";
import type { BrokerPermissionError } from "../errors.ts";
import { PullInbox } from "./pull-inbox.ts";
import type { JetStreamLink } from "./server-link.ts";

/**
 * How long the server keeps a pull request that it cannot fulfil. Nobody can take one back, so that the first is short; each
 * that ends without a message doubles the time of the next.
 */
const FIRST_EXPIRES_MS = 100;
export const LAST_EXPIRES_MS = 1600;
/** So many inboxes of which nothing at all was heard: the end of one may be forgotten, but not of two in a row. */
const SILENT = 2;

export interface PullListener {
  message(message: Msg): void;
  /** Requests for some messages ended without them; those may be asked for again. */
  unfulfilled(): void;
  /** All that is asked for ends soon: whoever wants to be asked for without a gap asks now. */
  lapsing(): void;
  /** Requests end without a word, so that the consumer may be gone. */
  silent(): void;
  /** The consumer is gone. With a reason, nothing will come from another one either. */
  broken(reason?: BrokerPermissionError): void;
}

/**
 * Pull requests on one consumer, from one inbox after the other, so that the server is never without one as long as messages are wanted.
 *
 * In the instant in which a request ends, nats-server 2.9 may forget to say so, and its only one it may end with a message that is due
 * again, which then waits out its acknowledgement time. So nobody waits for the end of a request: before that, the next one goes out from
 * another inbox, where the count of what is asked for starts anew. The former one hears what still comes.
 */
export class PullSeries {
  readonly #open: (listener: ConstructorParameters<typeof PullInbox>[3]) => PullInbox;
  readonly #listener: PullListener;
  readonly #former = new Set<PullInbox>();
  #current: PullInbox | undefined;
  #expiresMs = FIRST_EXPIRES_MS;
  /** Inboxes since the last sign of life. */
  #unheard = 0;

  constructor(link: JetStreamLink, stream: string, consumer: string, listener: PullListener) {
    this.#open = (inboxListener) => new PullInbox(link, stream, consumer, inboxListener);
    this.#listener = listener;
  }

  /** Messages asked for that did not come yet. What former inboxes may still get is more. */
  get asked(): number {
    return this.#current?.asked ?? 0;
  }

  pull(batch: number): void {
    this.#current ??= this.#openInbox();
    this.#current.pull(batch, this.#expiresMs);
  }

  /** Resolves when nothing can come any more: at once, or when the last request expires. */
  async drained(): Promise<void> {
    await Promise.all(this.#inboxes().map((inbox) => inbox.drained()));
  }

  /** What is on its way is nobody's then. */
  close(): void {
    for (const inbox of this.#inboxes()) inbox.close();
    this.#current = undefined;
  }

  #inboxes(): PullInbox[] {
    return [...this.#former, ...(this.#current === undefined ? [] : [this.#current])];
  }

  #openInbox(): PullInbox {
    const inbox = this.#open({
      message: (message) => {
        this.#unheard = 0;
        this.#expiresMs = FIRST_EXPIRES_MS;
        this.#listener.message(message);
      },
      unfulfilled: () => {
        this.#unheard = 0;
        if (inbox === this.#current) this.#lengthen();
        this.#listener.unfulfilled();
      },
      lapsing: () => {
        this.#lengthen();
        this.#retire(inbox);
        this.#listener.lapsing();
      },
      overdue: () => {
        if (++this.#unheard >= SILENT) this.#listener.silent();
      },
      broken: (reason) => {
        this.#retire(inbox);
        this.#listener.broken(reason);
      },
    });
    return inbox;
  }

  #lengthen(): void {
    this.#expiresMs = Math.min(2 * this.#expiresMs, LAST_EXPIRES_MS);
  }

  #retire(inbox: PullInbox): void {
    if (inbox === this.#current) this.#current = undefined;
    if (this.#former.has(inbox)) return;
    this.#former.add(inbox);
    void inbox.drained().then(() => {
      inbox.close();
      this.#former.delete(inbox);
    });
  }
}
