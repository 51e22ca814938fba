import type { Item } from "./lane.ts";
import { BrokerClosedError } from "../errors.ts";
import type { ConsumeOptions, HandleDelivery } from "../port.ts";
import { type DeliveryContext, WorkDelivery } from "../work-delivery.ts";

/** What becomes of an item at the end of a delivery. */
export interface ItemPlaces {
  /** It is done, or was cancelled. */
  ended(): void;
  /** Back to its lane, not before the delay. */
  putBack(item: Item, delayMs: number): void;
  bury(item: Item, reason: string, attempts: number): void;
}

/**
 * One call of `consume`: its slots and its deliveries in flight. Modes: taking → draining (signal) → finished, or closed at
 * any time. It leaves "draining" when the last delivery in flight is settled or lost.
 */
export class MemoryConsumer {
  readonly options: ConsumeOptions;
  readonly finished: Promise<void>;
  readonly #context: DeliveryContext;
  readonly #places: ItemPlaces;
  readonly #inFlight = new Map<Item, WorkDelivery>();
  #draining = false;
  #resolve!: () => void;
  #reject!: (reason: Error) => void;
  #nextLane = 0;

  constructor(handle: HandleDelivery, options: ConsumeOptions, places: ItemPlaces, ackWaitMs: number) {
    this.options = options;
    this.#context = { handle, options, ackWaitMs };
    this.#places = places;
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

  /** Deliveries of items of a lane that were delivered at least so many times. */
  inFlightOf(lane: string, leastDeliveries = 1): number {
    let count = 0;
    for (const item of this.#inFlight.keys()) if (item.lane === lane && item.deliveries >= leastDeliveries) count++;
    return count;
  }

  /** Whether it takes items of this lane, now or when a slot is free. */
  takes(lane: string): boolean {
    return !this.#draining && this.options.lanes.includes(lane);
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
    for (const delivery of [...this.#inFlight.values()]) delivery.close();
  }

  /** Tells the handlers of this run to stop; their deliveries still end with a verdict, but do not come back. */
  cancel(analysis: string, run: number): void {
    for (const [item, delivery] of [...this.#inFlight]) {
      if (item.analysis !== analysis || item.run !== run) continue;
      item.cancelled = true;
      delivery.cancel();
    }
  }

  /** Hands the item to the handler in a later turn, so that a publisher never runs a handler. */
  deliver(item: Item): void {
    const { lane, analysis, run, body, deliveries: attempt, lastReason } = item;
    const leave = (place: () => void): void => {
      if (!this.#inFlight.delete(item)) return;
      place();
      if (this.#draining && this.#inFlight.size === 0) this.#resolve();
    };
    const delivery = new WorkDelivery(
      {
        ...{ lane, analysis, run, body, attempt, lastReason },
        serverTimesOut: false,
        remove: () => {
          leave(() => {
            this.#places.ended();
          });
        },
        giveBack: (delayMs, reason) => {
          item.lastReason = reason;
          leave(() => {
            this.#places.putBack(item, delayMs);
          });
        },
        bury: (reason, attempts) => {
          this.#places.bury(item, reason, attempts);
          return Promise.resolve();
        },
      },
      this.#context,
    );
    this.#inFlight.set(item, delivery);
    void delivery.run();
  }
}
