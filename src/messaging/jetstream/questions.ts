import type { Msg, Subscription } from "@nats-io/transport-node";
import { pauseOrAbort } from "../../async/pause.ts";
import type { JetStreamLink } from "./server-link.ts";

/** Longest wait for a server that answers at once. */
export const AT_ONCE_MS = 2000;
/** Answers that are not there by then may not come. */
const SOON_MS = 20;
/** So long after a sign of life that the server gave since, no answer is one. */
const GRACE_MS = 30;

/** For messages of one consumer, at most so many. */
export interface Question {
  readonly target: string;
  readonly batch: number;
}

export interface Answer {
  readonly messages: Msg[];
  /** That there are no more, or why not. Absent if all came that were asked for, or if no answer came in time. */
  status?: Msg;
}

/** An address for answers, and whose they are now. It is used again once all have come. */
interface Inbox {
  readonly subject: string;
  readonly subscription: Subscription;
  receive: (message: Msg | undefined) => void;
}

/** Questions for messages that are there now. */
export class Questions {
  readonly #link: JetStreamLink;
  readonly #onLate: (message: Msg) => void;
  readonly #inboxes = new Set<Inbox>();
  readonly #unused: Inbox[] = [];
  /** Nobody asked for it. */
  readonly #stray = (message: Msg | undefined): void => {
    if (message !== undefined && isMessage(message)) this.#onLate(message);
  };

  /** @param onLate takes a message that came after the answers; it must not wait for anybody. */
  constructor(link: JetStreamLink, onLate: (message: Msg) => void) {
    this.#link = link;
    this.#onLate = onLate;
  }

  /**
   * If somebody else got the last message in the same instant, the server (2.9) keeps the question until the next one: then its answer does
   * not come in time.
   */
  async ask(questions: readonly Question[]): Promise<Answer[]> {
    const answers = questions.map((): Answer => ({ messages: [] }));
    if (this.#link.isClosed()) return answers;
    const over = new AbortController();
    let missing = questions.length;
    let isLate = false;
    for (const [i, { target, batch }] of questions.entries()) {
      const answer = answers[i]!;
      let left = batch;
      const inbox = this.#unused.pop() ?? this.#openInbox();
      inbox.receive = (message) => {
        const isItem = message !== undefined && isMessage(message);
        if (isItem && isLate) this.#onLate(message);
        else if (isItem) answer.messages.push(message);
        else if (message !== undefined && !isLate) answer.status = message;
        if (isItem && --left > 0) return;
        inbox.receive = this.#stray;
        if (this.#inboxes.has(inbox)) this.#unused.push(inbox);
        if (--missing === 0) over.abort();
      };
      this.#link.send(target, JSON.stringify({ batch, no_wait: true }), inbox.subject);
    }
    await this.#inTime(over.signal);
    isLate = true;
    return answers;
  }

  /** A message comes under its own subject, so that the client's shared inbox could not tell whose answer it is. */
  #openInbox(): Inbox {
    const subject = this.#link.newInbox();
    const inbox: Inbox = {
      subject,
      subscription: this.#link.nc.subscribe(subject, {
        callback: (error, message) => {
          if (error !== null) this.#inboxes.delete(inbox);
          inbox.receive(error === null ? message : undefined);
        },
      }),
      receive: this.#stray,
    };
    this.#inboxes.add(inbox);
    return inbox;
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
    for (const { subscription } of this.#inboxes) subscription.unsubscribe();
    this.#inboxes.clear();
    this.#unused.length = 0;
  }
}

/** As opposed to a status. */
export function isMessage({ headers }: Msg): boolean {
  return (headers?.code ?? 0) < 300;
}
