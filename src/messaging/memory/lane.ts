import { Fifo } from "./fifo.ts";
import type { Address } from "../port.ts";
import { TurnOrder, TURNS } from "../turns.ts";

export interface Item extends Address {
  readonly turn: number;
  readonly body: Uint8Array;
  /** Deliveries so far. */
  deliveries: number;
  /** Why the last delivery did not end well; undefined if it was never said. */
  lastReason: string | undefined;
  /** Set while it is in the hands of a consumer: it is dropped when that delivery ends, however it ends. */
  cancelled: boolean;
}

/** Items of one lane that nobody has in hand: ready ones in a queue for each turn, delayed ones in order of their time. */
export class Lane {
  readonly #ready = Array.from({ length: TURNS }, () => new Fifo<Item>());
  readonly #order = new TurnOrder();
  #delayed: { readonly item: Item; readonly dueAt: number }[] = [];

  get waiting(): number {
    return this.#ready.reduce((sum, { length }) => sum + length, this.#delayed.length);
  }

  /** Of those that wait, how many were delivered at least twice. */
  get redelivered(): number {
    const delayed = this.#delayed.filter(({ item }) => item.deliveries >= 2).length;
    return this.#ready.reduce((sum, ready) => sum + ready.count(({ deliveries }) => deliveries >= 2), delayed);
  }

  /** Time at which the next delayed item becomes ready; Infinity if there is none. */
  get nextDueAt(): number {
    return this.#delayed[0]?.dueAt ?? Infinity;
  }

  add(item: Item): void {
    this.#ready[item.turn]!.push(item);
  }

  addDelayed(item: Item, dueAt: number): void {
    let low = 0;
    let high = this.#delayed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#delayed[middle]!.dueAt <= dueAt) low = middle + 1;
      else high = middle;
    }
    this.#delayed.splice(low, 0, { item, dueAt });
  }

  /** The next item that is ready at the time `now`. */
  take(now: number): Item | undefined {
    const due = this.#delayed.findIndex(({ dueAt }) => dueAt > now);
    for (const { item } of this.#delayed.splice(0, due === -1 ? this.#delayed.length : due)) this.add(item);
    for (const turn of this.#order.next()) {
      const item = this.#ready[turn]!.shift();
      if (item === undefined) continue;
      this.#order.took();
      return item;
    }
    return undefined;
  }

  /** Drops the items of one run of an analysis. Returns how many they were. */
  cancel(analysis: string, run: number): number {
    const before = this.waiting;
    const isMeant = (item: Item) => item.analysis === analysis && item.run === run;
    for (const ready of this.#ready) ready.removeWhere(isMeant);
    this.#delayed = this.#delayed.filter(({ item }) => !isMeant(item));
    return before - this.waiting;
  }
}
