import { AnalysisCancelledError, BrokerClosedError, DeliveryLostError } from "./errors.ts";
import type { Address, ConsumeOptions, Delivery, HandleDelivery, Verdict } from "./port.ts";

const DEFAULT_RETRY_DELAY_MS = 1000;
/** setTimeout takes no longer delay than this (about 25 days). */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** One item that a broker has handed to this connection. Answers that come after its loss do nothing. */
export interface ReceivedItem extends Address {
  readonly body: Uint8Array;
  /** 1 for the first delivery. */
  readonly attempt: number;
  /** Why it was given back the last time, if known. */
  readonly lastReason?: string | undefined;
  /** true: the server gives a silent item to somebody else by itself. false: it is given back from here. */
  readonly serverTimesOut: boolean;
  /** Aborts when the connection to which the item was handed is lost. */
  readonly lost?: AbortSignal;

  /** What becomes of it without asking any handler; undefined: it is to be handled. */
  preset?(): Verdict | undefined;
  /** Tells the server that the item is still worked on. */
  progress?(): void;
  /** The item is finished, or stored among the dead letters. */
  remove(because: "done" | "dead"): void;
  /** Somebody gets it again, not before the delay. */
  giveBack(delayMs: number, reason: string): void | Promise<void>;
  /** For a server that cannot delay what is given back: stores a copy that waits out the delay. Then the item itself is removed. */
  putOff?(delayMs: number, reason: string): Promise<void>;
  /** Resolves when a copy is stored among the dead letters. */
  bury(reason: string, attempts: number): Promise<void>;
}

/** What all deliveries of one consumer share. */
export interface DeliveryContext {
  readonly handle: HandleDelivery;
  readonly options: Pick<ConsumeOptions, "maxDeliveries" | "retryDelayMs" | "onHandlerError">;
  readonly ackWaitMs: number;
}

/**
 * One delivery, from its arrival to its settlement or its loss. Whichever comes first counts; the other then does nothing.
 *
 * Its fate is decided when a verdict is there. It is over when that is carried out.
 */
export class WorkDelivery<Item extends ReceivedItem = ReceivedItem> {
  readonly item: Item;
  readonly #context: DeliveryContext;
  readonly #controller = new AbortController();
  #decided = false;
  #over = false;
  #cancelled = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #resolve: () => void = () => undefined;

  constructor(item: Item, context: DeliveryContext) {
    this.item = item;
    this.#context = context;
  }

  /** Hands the item to the handler, in a later turn. Resolves when the delivery is settled or lost; never rejects. */
  run(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#resolve = resolve;
    });
    const { lost, attempt, lastReason } = this.item;
    const isLost = () => {
      this.#lose(this.#lostError("is lost: its connection to the broker was lost"));
    };
    lost?.addEventListener("abort", isLost);
    if (lost?.aborted === true) isLost();
    else {
      const preset = this.item.preset?.();
      if (preset !== undefined) void this.#settle(preset, "");
      else if (attempt > this.#context.options.maxDeliveries)
        void this.#bury(exhausted(attempt - 1, lastReason), attempt - 1);
      else this.#hand();
    }
    return ended;
  }

  /** The analysis was cancelled: the handler is told, and whatever it answers, the item is gone. */
  cancel(): void {
    this.#cancelled = true;
    this.#controller.abort(new AnalysisCancelledError(this.item.analysis));
  }

  /** The connection is closed on this side: the item goes back at once. */
  close(): void {
    const reason = new BrokerClosedError("the verdict");
    if (!this.#over && !this.#cancelled) void this.item.giveBack(0, reason.message);
    this.#lose(reason);
  }

  #hand(): void {
    const { handle, options } = this.#context;
    const { body, lane, analysis, run, attempt } = this.item;
    const { signal } = this.#controller;
    const progress = () => {
      if (this.#decided) return;
      this.item.progress?.();
      this.#waitForSilence();
    };
    const delivery: Delivery = { body, lane, analysis, run, attempt, signal, progress };
    this.#waitForSilence();
    Promise.resolve()
      .then(() => handle(delivery))
      .then(
        (verdict) => this.#settle(verdict, "the handler asked for it again"),
        (error: unknown) => {
          const verdict = { kind: "again", delayMs: options.retryDelayMs ?? DEFAULT_RETRY_DELAY_MS } as const;
          const text = error instanceof Error ? error.message : String(error);
          const settled = this.#settle(verdict, `the handler threw: ${text}`);
          options.onHandlerError?.(error, delivery);
          return settled;
        },
      )
      .catch((error: unknown) => {
        // The caller's own error handler threw, or there is a fault here: neither may stop the consumer.
        if (this.#decided) return;
        const fault = error instanceof Error ? error : new Error(String(error));
        if (!this.item.serverTimesOut) void this.item.giveBack(0, fault.message);
        this.#lose(fault);
      });
  }

  #settle(verdict: Verdict, reason: string): void | Promise<void> {
    if (this.#decided) return;
    const { item } = this;
    if (this.#cancelled || verdict.kind === "done") {
      this.#finish("done");
      return;
    }
    if (verdict.kind === "dead") return this.#bury(verdict.reason, item.attempt);
    if (item.attempt >= this.#context.options.maxDeliveries)
      return this.#bury(exhausted(item.attempt, reason), item.attempt);
    const { delayMs } = verdict;
    if (item.putOff !== undefined && delayMs > 0) return this.#store("done", () => item.putOff?.(delayMs, reason));
    this.#end();
    return item.giveBack(delayMs, reason);
  }

  #bury(reason: string, attempts: number): Promise<void> {
    return this.#store("dead", () => this.item.bury(reason, attempts));
  }

  /** First stored in its next place, then removed from this one. If it cannot be stored, it comes again from here. */
  async #store(because: "done" | "dead", store: () => Promise<void> | undefined): Promise<void> {
    this.#decided = true;
    clearTimeout(this.#silence);
    if (this.item.serverTimesOut) {
      this.item.progress?.();
      this.#waitForSilence();
    }
    try {
      await store();
    } catch {
      // The broker is away or full, which its other users report.
      if (!this.#over) await this.item.giveBack(DEFAULT_RETRY_DELAY_MS, "it could not be stored in its next place");
      this.#end();
      return;
    }
    this.#finish(because);
  }

  #finish(because: "done" | "dead"): void {
    if (this.#over) return;
    this.#end();
    this.item.remove(because);
  }

  /** The delivery counts no more: the item is somebody else's, now or soon. */
  #lose(reason: Error): void {
    if (this.#over) return;
    this.#end();
    this.#controller.abort(reason);
  }

  #end(): void {
    this.#decided = true;
    this.#over = true;
    clearTimeout(this.#silence);
    this.#resolve();
  }

  #waitForSilence(): void {
    const { ackWaitMs } = this.#context;
    clearTimeout(this.#silence);
    if (ackWaitMs > MAX_TIMER_MS) return;
    this.#silence = setTimeout(() => {
      const error = this.#lostError(`gave no sign of life for ${ackWaitMs} ms`);
      this.#lose(error);
      if (!this.item.serverTimesOut) void this.item.giveBack(0, error.message);
    }, ackWaitMs);
  }

  #lostError(why: string): DeliveryLostError {
    const { attempt, analysis, lane } = this.item;
    return new DeliveryLostError(
      `Delivery ${attempt} of an item of analysis ${analysis} in lane ${lane} ${why}; it will be delivered again`,
    );
  }
}

function exhausted(deliveries: number, last: string | undefined): string {
  return `delivered ${deliveries} times without success${last === undefined ? "" : `; last: ${last}`}`;
}
