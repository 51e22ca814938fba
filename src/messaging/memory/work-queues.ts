import { MemoryConsumer, type ItemPlaces } from "./consumer.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { Lane, type Item } from "./lane.ts";
import type { Address, ConsumeOptions, HandleDelivery, LaneState } from "../port.ts";
import { MAX_TIMER_MS } from "../work-delivery.ts";

/** All lanes and their consumers: who gets what, and what becomes of an item after each delivery. */
export class WorkQueues implements ItemPlaces {
  readonly #lanes = new Map<string, Lane>();
  readonly #consumers = new Set<MemoryConsumer>();
  readonly #dead: DeadLetters;
  readonly #ackWaitMs: number;
  readonly #now: () => number;
  #alarm: ReturnType<typeof setTimeout> | undefined;

  constructor(dead: DeadLetters, ackWaitMs: number, now: () => number) {
    this.#dead = dead;
    this.#ackWaitMs = ackWaitMs;
    this.#now = now;
  }

  publish({ lane, analysis, run }: Address, body: Uint8Array, turn = 0): void {
    this.#lane(lane).add({ lane, analysis, run, turn, body, deliveries: 0, lastReason: undefined, cancelled: false });
    this.#dispatch();
  }

  /** The consumer starts at once; its promise `finished` is what `consumeWork` returns. */
  consume(handle: HandleDelivery, options: ConsumeOptions): MemoryConsumer {
    const consumer = new MemoryConsumer(handle, options, this, this.#ackWaitMs);
    const drain = () => {
      consumer.drain();
      this.#dispatch();
    };
    const forget = () => {
      options.signal.removeEventListener("abort", drain);
      this.#consumers.delete(consumer);
      this.#dispatch();
    };
    this.#consumers.add(consumer);
    consumer.finished.then(forget, forget);
    if (options.signal.aborted) consumer.drain();
    else options.signal.addEventListener("abort", drain);
    this.#dispatch();
    return consumer;
  }

  state(lane: string): LaneState {
    let inFlight = 0;
    let redelivered = this.#lanes.get(lane)?.redelivered ?? 0;
    let consumers = 0;
    for (const consumer of this.#consumers) {
      inFlight += consumer.inFlightOf(lane);
      redelivered += consumer.inFlightOf(lane, 2);
      if (consumer.takes(lane)) consumers++;
    }
    return { waiting: this.#lanes.get(lane)?.waiting ?? 0, inFlight, redelivered, consumers };
  }

  cancel(analysis: string, run: number): number {
    let removed = 0;
    for (const lane of this.#lanes.values()) removed += lane.cancel(analysis, run);
    for (const consumer of this.#consumers) consumer.cancel(analysis, run);
    return removed;
  }

  ended(): void {
    this.#dispatch();
  }

  putBack(item: Item, delayMs: number): void {
    if (item.cancelled) return;
    if (delayMs > 0) this.#lane(item.lane).addDelayed(item, this.#now() + delayMs);
    else this.#lane(item.lane).add(item);
  }

  bury({ lane, analysis, run, body }: Item, reason: string, attempts: number): void {
    this.#dead.add({ lane, analysis, run, body, attempts, reason });
  }

  /** Gives each consumer with a free slot one item in turn, until the slots or the items are used up. */
  #dispatch(): void {
    let given = true;
    while (given) {
      given = false;
      for (const consumer of this.#consumers) {
        const item = consumer.hasFreeSlot ? this.#takeFor(consumer) : undefined;
        if (item === undefined) continue;
        given = true;
        item.deliveries++;
        consumer.deliver(item);
      }
    }
    this.#setAlarm();
  }

  #takeFor(consumer: MemoryConsumer): Item | undefined {
    for (const name of consumer.lanesInTurn()) {
      const item = this.#lanes.get(name)?.take(this.#now());
      if (item !== undefined) return item;
    }
    return undefined;
  }

  /** Wakes at the time of the next delayed item that a consumer waits for. Without a consumer no timer keeps the process up. */
  #setAlarm(): void {
    clearTimeout(this.#alarm);
    this.#alarm = undefined;
    let dueAt = Infinity;
    for (const consumer of this.#consumers)
      if (consumer.hasFreeSlot)
        for (const lane of consumer.options.lanes)
          dueAt = Math.min(dueAt, this.#lanes.get(lane)?.nextDueAt ?? Infinity);
    if (dueAt === Infinity) return;
    const delayMs = Math.min(Math.max(1, Math.ceil(dueAt - this.#now())), MAX_TIMER_MS);
    this.#alarm = setTimeout(() => {
      this.#dispatch();
    }, delayMs);
  }

  #lane(name: string): Lane {
    const lane = this.#lanes.get(name) ?? new Lane();
    this.#lanes.set(name, lane);
    return lane;
  }
}
