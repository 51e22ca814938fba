import type { Msg } from "@nats-io/transport-node";
import { DeliveryLostError } from "../errors.ts";
import type { ConsumeOptions, Delivery, Verdict } from "../port.ts";
import { ACK, type DeliveryFacts, IN_PROGRESS, nak, TERM } from "./ack-reply.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { type Address, addressOf } from "./names.ts";
import type { ServerLink } from "./server-link.ts";

const DEFAULT_RETRY_DELAY_MS = 1000;
/** setTimeout takes no longer delay than this (about 25 days). */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What all deliveries of a consumer need. */
export interface Desk {
  readonly link: ServerLink;
  readonly dead: DeadLetters;
  readonly ackWaitMs: number;
  readonly handle: (delivery: Delivery) => Promise<Verdict>;
  readonly options: ConsumeOptions;
}

/** One delivery from its arrival to its settlement or its loss, whichever comes first; the other then does nothing. */
export class WorkDelivery {
  readonly facts: DeliveryFacts;
  readonly address: Address;
  readonly #desk: Desk;
  readonly #message: Msg;
  readonly #controller = new AbortController();
  #over = false;
  #cancelled = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #resolve: () => void = () => undefined;

  constructor(desk: Desk, message: Msg, facts: DeliveryFacts) {
    this.#desk = desk;
    this.#message = message;
    this.facts = facts;
    this.address = addressOf(message.subject);
  }

  /** Hands the item to the handler. Resolves when the delivery is settled or lost; never rejects. */
  run(): Promise<void> {
    const { handle, options } = this.#desk;
    const ended = new Promise<void>((resolve) => {
      this.#resolve = resolve;
    });
    if (this.facts.deliveries > options.maxDeliveries) {
      void this.#bury(exhausted(this.facts.deliveries - 1), this.facts.deliveries - 1);
      return ended;
    }
    const delivery: Delivery = {
      body: this.#message.data,
      ...this.address,
      attempt: this.facts.deliveries,
      signal: this.#controller.signal,
      progress: () => {
        if (this.#over) return;
        this.#signOfLife();
        this.#waitForSilence();
      },
    };
    this.#waitForSilence();
    Promise.resolve()
      .then(() => handle(delivery))
      .then(
        (verdict) => this.#settle(verdict, "the handler asked for it again"),
        (error: unknown) => {
          const verdict = { kind: "again", delayMs: options.retryDelayMs ?? DEFAULT_RETRY_DELAY_MS } as const;
          const settled = this.#settle(verdict, `the handler threw: ${textOf(error)}`);
          options.onHandlerError?.(error, delivery);
          return settled;
        },
      )
      .catch((error: unknown) => {
        // The caller's own error handler threw, or there is a fault here: neither may take the slot along.
        this.lose(error instanceof Error ? error : new Error(String(error)));
      });
    return ended;
  }

  /** The result is not wanted: its handler is told, and whatever it answers, the item is gone. */
  cancel(reason: Error): void {
    this.#cancelled = true;
    this.#controller.abort(reason);
  }

  /** The connection is closed on this side: the item goes back at once. */
  giveBack(reason: Error): void {
    if (!this.#over && !this.#cancelled) this.#answer(nak(0));
    this.lose(reason);
  }

  /** The delivery counts no more; the server has given it to somebody else or will do so. */
  lose(reason: Error): void {
    if (this.#over) return;
    this.#end();
    this.#controller.abort(reason);
  }

  #signOfLife(): void {
    this.#desk.link.send(this.#message.reply ?? "", IN_PROGRESS);
  }

  async #settle(verdict: Verdict, reason: string): Promise<void> {
    if (this.#over) return;
    const { deliveries } = this.facts;
    if (this.#cancelled || verdict.kind === "done") {
      this.#answer(ACK);
      this.#end();
    } else if (verdict.kind === "dead") await this.#bury(verdict.reason, deliveries);
    else if (deliveries >= this.#desk.options.maxDeliveries)
      await this.#bury(exhausted(deliveries, reason), deliveries);
    else {
      this.#answer(nak(verdict.delayMs));
      this.#end();
    }
  }

  /** First stored among the dead letters, then taken from the queue; if it cannot be stored, it comes again. */
  async #bury(reason: string, attempts: number): Promise<void> {
    this.#signOfLife();
    this.#waitForSilence();
    const { address, facts } = this;
    try {
      await this.#desk.dead.add({ ...address, reason, attempts, body: this.#message.data }, facts);
      if (this.#over) return;
      this.#answer(TERM);
    } catch {
      // The broker is away, which its other users report. The item is still in its queue, and is tried again from there.
      if (this.#over) return;
      this.#answer(nak(DEFAULT_RETRY_DELAY_MS));
    }
    this.#end();
  }

  #answer(word: string): void {
    this.#desk.link.answer(this.#message.reply ?? "", word);
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#silence);
    this.#resolve();
  }

  #waitForSilence(): void {
    const { ackWaitMs } = this.#desk;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(
      () => {
        this.lose(
          new DeliveryLostError(
            `Delivery ${this.facts.deliveries} of an item of analysis ${this.address.analysis} in lane ${this.address.lane} gave no sign of life ` +
              `for ${ackWaitMs} ms; it will be delivered again`,
          ),
        );
      },
      Math.min(ackWaitMs, MAX_TIMER_MS),
    );
  }
}

function exhausted(deliveries: number, last?: string): string {
  return `delivered ${deliveries} times without success${last === undefined ? "" : `; last: ${last}`}`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
