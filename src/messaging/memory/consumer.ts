import type { Item } from "./lane.ts";
import { BrokerClosedError } from "../errors.ts";
import type { ConsumeOptions, HandleDelivery } from "../port.ts";
import { type DeliveryContext, type ReceivedItem, WorkDelivery } from "../work-delivery.ts";

/** Where items go at the end of a delivery. */
export interface ItemPlaces {
  /** A slot is free. */
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
  readonly places: ItemPlaces;
  readonly #inFlight = new Map<Item, WorkDelivery>();
  #draining = false;
  #resolve!: () => void;
  #reject!: (reason: Error) => void;
  #nextLane = 0;

  constructor(handle: HandleDelivery, options: ConsumeOptions, places: ItemPlaces, ackWaitMs: number) {
    this.options = options;
    this.#context = { handle, options, ackWaitMs };
    this.places = places;
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
    const delivery = new WorkDelivery(new MemoryItem(item, this), this.#context);
    this.#inFlight.set(item, delivery);
    void delivery.run();
  }

  /** The delivery is over, and the item is in its next place or gone. */
  ended(item: Item): void {
    if (!this.#inFlight.delete(item)) return;
    this.places.ended();
    if (this.#draining && this.#inFlight.size === 0) this.#resolve();
  }
}

/** One delivery of an item. */
class MemoryItem implements ReceivedItem {
  readonly lane: string;
  readonly analysis: string;
  readonly run: number;
  readonly body: Uint8Array;
  readonly attempt: number;
  readonly lastReason: string | undefined;
  readonly serverTimesOut = false;
  readonly #item: Item;
  readonly #consumer: MemoryConsumer;

  constructor(item: Item, consumer: MemoryConsumer) {
    this.lane = item.lane;
    this.analysis = item.analysis;
    this.run = item.run;
    this.body = item.body;
    this.attempt = item.deliveries;
    this.lastReason = item.lastReason;
    this.#item = item;
    this.#consumer = consumer;
  }

  remove(): void {
    this.#consumer.ended(this.#item);
  }

  giveBack(delayMs: number, reason: string): void {
    this.#item.lastReason = reason;
    this.#consumer.places.putBack(this.#item, delayMs);
    this.#consumer.ended(this.#item);
  }

  bury(reason: string, attempts: number): Promise<void> {
    this.#consumer.places.bury(this.#item, reason, attempts);
    return Promise.resolve();
  }
}
