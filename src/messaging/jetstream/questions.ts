import type { Msg, Subscription } from "@nats-io/transport-node";
import { pauseOrAbort } from "../../async/pause.ts";
import type { JetStreamLink } from "./server-link.ts";

/** Longest wait for a server that answers at once. */
export const AT_ONCE_MS = 2000;
/** Answers that are not there by then may not come. */
const SOON_MS = 20;
/** So long after a sign of life that the server gave since, no answer is one. */
const GRACE_MS = 30;

/** Questions for a message that is there now. */
export class Questions {
  readonly #link: JetStreamLink;
  readonly #onLate: (message: Msg) => void;
  readonly #late = new Set<Subscription>();

  /** @param onLate takes a message that came after the answers; it must not wait for anybody. */
  constructor(link: JetStreamLink, onLate: (message: Msg) => void) {
    this.#link = link;
    this.#onLate = onLate;
  }

  /**
   * For each target the message, or the status that there is none. Undefined if no answer came in time: if somebody else got the last message
   * in the same instant, the server (2.9) keeps the question until the next one.
   */
  async ask(targets: readonly string[]): Promise<(Msg | undefined)[]> {
    const answers = targets.map((): Msg | undefined => undefined);
    if (this.#link.isClosed()) return answers;
    const over = new AbortController();
    let missing = targets.length;
    const subscriptions: (Subscription | undefined)[] = targets.map((target, i) => {
      const inbox = this.#link.newInbox();
      const subscription = this.#link.nc.subscribe(inbox, {
        // A message comes under its own subject, so that the client's shared inbox could not tell whose answer it is.
        max: 1,
        callback: (error, message) => {
          const wasLate = this.#late.delete(subscription);
          if (wasLate && error === null && isMessage(message)) this.#onLate(message);
          if (wasLate) return;
          answers[i] = error === null ? message : undefined;
          subscriptions[i] = undefined;
          if (--missing === 0) over.abort();
        },
      });
      this.#link.send(target, JSON.stringify({ batch: 1, no_wait: true }), inbox);
      return subscription;
    });
    await this.#inTime(over.signal);
    for (const subscription of subscriptions) if (subscription !== undefined) this.#late.add(subscription);
    return answers;
  }

  /** Resolves when there is nothing left to wait for. */
  async #inTime(answered: AbortSignal): Promise<void> {
    await pauseOrAbort(SOON_MS, answered);
    if (answered.aborted) return;
    // This process, or the server, may be busy.
    await this.#link.flush(AT_ONCE_MS);
    await pauseOrAbort(GRACE_MS, answered);
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
