import type { Msg, Subscription } from "@nats-io/transport-node";
import type { JetStreamLink } from "./server-link.ts";

/** Longest wait for the answer to a question that the server answers at once. */
export const AT_ONCE_MS = 2000;

/** Questions for a message that is there now. */
export class Questions {
  readonly #link: JetStreamLink;
  readonly #onLate: (message: Msg) => void;
  readonly #late = new Set<Subscription>();

  /** @param onLate takes a message that nobody waits for any more; it must not wait for anybody either. */
  constructor(link: JetStreamLink, onLate: (message: Msg) => void) {
    this.#link = link;
    this.#onLate = onLate;
  }

  /** The message, or the status that there is none. Undefined if no answer came in time. */
  ask(target: string): Promise<Msg | undefined> {
    return new Promise((resolve) => {
      const inbox = this.#link.newInbox();
      let inTime = true;
      const timer = setTimeout(() => {
        inTime = false;
        this.#late.add(subscription);
        resolve(undefined);
      }, AT_ONCE_MS);
      const subscription = this.#link.nc.subscribe(inbox, {
        // A message comes under its own subject, so that the client's shared inbox could not tell whose answer it is.
        max: 1,
        callback: (error, message) => {
          clearTimeout(timer);
          this.#late.delete(subscription);
          const answer = error === null ? message : undefined;
          if (inTime) resolve(answer);
          else if (answer !== undefined && isMessage(answer)) this.#onLate(answer);
        },
      });
      this.#link.send(target, JSON.stringify({ batch: 1, no_wait: true }), inbox);
    });
  }

  close(): void {
    for (const subscription of this.#late) subscription.unsubscribe();
    this.#late.clear();
  }
}

/** As opposed to a status. */
export function isMessage({ headers }: Msg): boolean {
  return (headers?.code ?? 0) < 300;
}
