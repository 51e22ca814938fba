import { AnalysisCancelledError, DeliveryLostError } from "../errors.ts";
import type { ConsumeOptions, Delivery, Verdict } from "../port.ts";
import type { ControlLog } from "./control-log.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { textOf } from "./channel-errors.ts";
import type { Taken } from "./taken.ts";
import { type Address, nobody, type WorkFacts } from "./work-message.ts";
import type { WorkSender } from "./work-sender.ts";

const DEFAULT_RETRY_DELAY_MS = 1000;
/** setTimeout takes no longer delay than this (about 25 days). */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What all deliveries of a consumer need. */
export interface Desk {
  readonly control: ControlLog;
  readonly dead: DeadLetters;
  readonly sender: WorkSender;
  readonly ackWaitMs: number;
  readonly handle: (delivery: Delivery) => Promise<Verdict>;
  readonly options: ConsumeOptions;
}

/** One delivery from its arrival to its settlement or its loss, whichever comes first; the other then does nothing. */
export class WorkDelivery {
  readonly facts: WorkFacts;
  readonly #desk: Desk;
  readonly #taken: Taken;
  readonly #controller = new AbortController();
  /** Its fate is decided; what a handler says later counts no more. */
  #decided = false;
  #over = false;
  #cancelled = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #resolve: () => void = () => undefined;

  constructor(desk: Desk, taken: Taken) {
    this.#desk = desk;
    this.#taken = taken;
    this.facts = taken.facts;
  }

  /** Hands the item to the handler. Resolves when the delivery is settled or lost; never rejects. */
  run(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#resolve = resolve;
    });
    const { over } = this.#taken;
    over.addEventListener("abort", () => {
      this.lose(this.#lostError("its connection to the broker was lost"));
    });
    if (over.aborted) this.lose(this.#lostError("its connection to the broker was lost"));
    else this.#begin();
    return ended;
  }

  /** The analysis was cancelled: the handler is told, and whatever it answers, the item is gone. */
  cancel(): void {
    this.#cancelled = true;
    this.#controller.abort(new AnalysisCancelledError((this.facts.address ?? nobody).analysis));
  }

  /** The delivery counts no more; the server has given it to somebody else or will do so. */
  lose(reason: Error): void {
    if (this.#over) return;
    this.#end();
    this.#controller.abort(reason);
  }

  #begin(): void {
    const { facts } = this;
    const { control, options } = this.#desk;
    const { address } = facts;
    if (address === undefined) void this.#bury("it does not say which run of which analysis it is for", facts.attempt);
    else if (control.isCancelled(address, facts.epoch)) this.#finish();
    else if (facts.attempt > options.maxDeliveries)
      void this.#bury(exhausted(facts.attempt - 1, facts.lastReason), facts.attempt - 1);
    else this.#hand(address);
  }

  #hand(address: Address): void {
    const { handle, options } = this.#desk;
    const delivery: Delivery = {
      body: this.#taken.body,
      ...address,
      attempt: this.facts.attempt,
      signal: this.#controller.signal,
      progress: () => {
        if (!this.#decided) this.#waitForSilence();
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
        this.#taken.giveBack();
        this.lose(error instanceof Error ? error : new Error(String(error)));
      });
  }

  async #settle(verdict: Verdict, reason: string): Promise<void> {
    if (this.#decided) return;
    const { attempt } = this.facts;
    if (this.#cancelled || verdict.kind === "done") this.#finish();
    else if (verdict.kind === "dead") await this.#bury(verdict.reason, attempt);
    else if (attempt >= this.#desk.options.maxDeliveries) await this.#bury(exhausted(attempt, reason), attempt);
    else if (verdict.delayMs <= 0) this.#giveBack();
    else await this.#store(() => this.#desk.sender.putOff(this.#taken, verdict.delayMs, reason));
  }

  #bury(reason: string, attempts: number): Promise<void> {
    const { lane, address = nobody } = this.facts;
    const death = { ...address, lane, reason, attempts, at: new Date() };
    return this.#store(() => this.#desk.dead.add(death, this.#taken.body));
  }

  /** First stored in its next place, then taken from this one; if it cannot be stored, it comes again from here. */
  async #store(store: () => Promise<void>): Promise<void> {
    this.#decide();
    try {
      await store();
    } catch {
      // The broker is away or full, which its other users report.
      await pause(DEFAULT_RETRY_DELAY_MS);
      this.#giveBack();
      return;
    }
    this.#finish();
  }

  /** The item goes to whoever is next. */
  #giveBack(): void {
    if (this.#over) return;
    this.#end();
    this.#taken.giveBack();
  }

  /** The item is gone. */
  #finish(): void {
    if (this.#over) return;
    this.#end();
    this.#taken.acknowledge();
  }

  #end(): void {
    this.#decide();
    this.#over = true;
    this.#resolve();
  }

  #decide(): void {
    this.#decided = true;
    clearTimeout(this.#silence);
  }

  /** The server knows of no such wait: who is silent gives the item up himself. */
  #waitForSilence(): void {
    const { ackWaitMs } = this.#desk;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(
      () => {
        this.#controller.abort(this.#lostError(`no sign of life for ${ackWaitMs} ms`));
        this.#giveBack();
      },
      Math.min(ackWaitMs, MAX_TIMER_MS),
    );
  }

  #lostError(why: string): DeliveryLostError {
    const { attempt, address = nobody, lane } = this.facts;
    return new DeliveryLostError(
      `Delivery ${attempt} of an item of analysis ${address.analysis} in lane ${lane} is lost: ${why}; it will be delivered again`,
    );
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function exhausted(deliveries: number, last?: string): string {
  return `delivered ${deliveries} times without success${last === undefined ? "" : `; last: ${last}`}`;
}
