import type { Item } from "./lane.ts";
import { BrokerClosedError, DeliveryLostError } from "../errors.ts";
import type { ConsumeOptions, Delivery, Verdict } from "../port.ts";

/** setTimeout takes no longer delay than this (about 25 days). */
export const MAX_TIMER_MS = 2 ** 31 - 1;

const DEFAULT_RETRY_DELAY_MS = 1000;

/** How one delivery ended, for the queues to act on. */
export type Ending = { readonly verdict: Verdict; readonly reason?: string } | { readonly lost: string };

/** What the consumer asks of the queues. */
export interface Desk {
  ended(item: Item, consumer: MemoryConsumer, ending: Ending): void;
}

interface InFlight {
  readonly item: Item;
  readonly abort: (reason: Error) => void;
  readonly lose: (reason: Error) => void;
}

/**
 * One `consumeWork` call: its slots and its deliveries in flight. Modes: taking → draining (signal) → finished, or closed at
 * any time. It leaves "draining" when the last delivery in flight is settled or lost.
 */
export class MemoryConsumer {
  readonly options: ConsumeOptions;
  readonly finished: Promise<void>;
  readonly #handle: (delivery: Delivery) => Promise<Verdict>;
  readonly #desk: Desk;
  readonly #ackWaitMs: number;
  readonly #inFlight = new Set<InFlight>();
  #draining = false;
  #resolve!: () => void;
  #reject!: (reason: Error) => void;
  #nextLane = 0;

  constructor(
    handle: (delivery: Delivery) => Promise<Verdict>,
    options: ConsumeOptions,
    desk: Desk,
    ackWaitMs: number,
  ) {
    this.options = options;
    this.#handle = handle;
    this.#desk = desk;
    this.#ackWaitMs = ackWaitMs;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get hasFreeSlot(): boolean {
    return !this.#draining && this.#inFlight.size < this.options.concurrency;
  }

  /** The lanes, starting with another one each time, so that a full lane does not starve the others. */
  lanesInTurn(): readonly string[] {
    const { lanes } = this.options;
    const start = this.#nextLane++ % lanes.length;
    return [...lanes.slice(start), ...lanes.slice(0, start)];
  }

  inFlightOf(lane: string): number {
    return this.#count((item) => item.lane === lane);
  }

  /** Of those in flight, how many were delivered before. */
  redeliveredOf(lane: string): number {
    return this.#count((item) => item.lane === lane && item.deliveries >= 2);
  }

  /** Whether it takes items of this lane, now or when a slot is free. */
  takes(lane: string): boolean {
    return !this.#draining && this.options.lanes.includes(lane);
  }

  #count(matches: (item: Item) => boolean): number {
    let count = 0;
    for (const { item } of this.#inFlight) if (matches(item)) count++;
    return count;
  }

  /** Takes nothing new any more. */
  drain(): void {
    this.#draining = true;
    if (this.#inFlight.size === 0) this.#resolve();
  }

  /** The connection is gone: everything in flight goes back at once. */
  close(): void {
    this.#draining = true;
    // Rejected first: the last loss below would otherwise count as the end of a drain.
    this.#reject(new BrokerClosedError("consuming"));
    for (const delivery of [...this.#inFlight]) delivery.lose(new BrokerClosedError("the verdict"));
  }

  /** Tells the handlers of this run to stop; their deliveries still end with a verdict, but do not come back. */
  cancel(analysis: string, run: number, reason: Error): void {
    for (const delivery of [...this.#inFlight]) {
      if (delivery.item.analysis !== analysis || delivery.item.run !== run) continue;
      delivery.item.cancelled = true;
      delivery.abort(reason);
    }
  }

  /** Hands the item to the handler (in a later turn, so that a publisher never runs a handler) and sees to its ending. */
  deliver(item: Item): void {
    const controller = new AbortController();
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (ending: Ending) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      this.#inFlight.delete(entry);
      this.#desk.ended(item, this, ending);
      if (this.#draining && this.#inFlight.size === 0) this.#resolve();
    };
    const lose = (reason: Error) => {
      end({ lost: reason.message });
      controller.abort(reason);
    };
    const entry: InFlight = {
      item,
      abort: (reason) => {
        controller.abort(reason);
      },
      lose,
    };
    const progress = () => {
      if (over || this.#ackWaitMs > MAX_TIMER_MS) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        lose(silent(item, this.#ackWaitMs));
      }, this.#ackWaitMs);
    };
    const { lane, analysis, run, body, deliveries: attempt } = item;
    const delivery: Delivery = { lane, analysis, run, body, attempt, signal: controller.signal, progress };
    this.#inFlight.add(entry);
    progress();
    Promise.resolve()
      .then(() => this.#handle(delivery))
      .then(
        (verdict) => {
          end({ verdict });
        },
        (error: unknown) => {
          end({
            verdict: { kind: "again", delayMs: this.options.retryDelayMs ?? DEFAULT_RETRY_DELAY_MS },
            reason: `the handler threw: ${error instanceof Error ? error.message : String(error)}`,
          });
          this.options.onHandlerError?.(error, delivery);
        },
      );
  }
}

function silent(item: Item, ackWaitMs: number): DeliveryLostError {
  return new DeliveryLostError(
    `Delivery ${item.deliveries} of an item of analysis ${item.analysis} in lane ${item.lane} gave no sign of life for ` +
      `${ackWaitMs} ms; it will be delivered again`,
  );
}
