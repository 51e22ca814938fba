/**
 * Turns: how analyses that share a lane take turns, whatever their size.
 *
 * A lane is a multilevel queue, as operating systems have it. An item's turn follows from how much of its analysis comes before it in the
 * lane, and a lower turn is taken first. So the first items of a newcomer overtake what others have in plenty, and what each has had
 * decides who goes on. Within a turn it is first in, first out.
 */

/**
 * So many items of an analysis are in the turns up to this one. The first one alone: whoever comes beside fifty others waits for one item
 * of each at most until he sees something. Then sixteen times as many in each turn: the items of a file of some 100 MB, then those of
 * 2 GB. What is longer is for a pause anyway.
 */
const LIMITS = [1, 16, 256] as const;

export const TURNS = LIMITS.length + 1;
export const LAST_TURN = LIMITS.length;

/** The turn of an item, of whose analysis so many come before it in its lane. */
export function turnAfter(ahead: number): number {
  const turn = LIMITS.findIndex((limit) => ahead < limit);
  return turn === -1 ? LAST_TURN : turn;
}

/**
 * How much of an analysis comes before the parts of one of its files in their lane: `first` before its first part, `step` more before each
 * further one. `step` is the number of its files there, as if they moved on side by side. `batch`: it comes after all others.
 */
export type Ahead = "batch" | { readonly first: number; readonly step: number };

/** The turn of a part of a file. Items of earlier versions do not say what comes before them. */
export function turnOfPart(ahead: Ahead | undefined, part: number): number {
  if (ahead === undefined) return 0;
  return ahead === "batch" ? LAST_TURN : turnAfter(ahead.first + part * ahead.step);
}

/** Each so many-th item is taken from a higher turn first. */
const SPARE = 8;
const ASCENDING = Array.from({ length: TURNS }, (_, turn) => turn);
const SPARE_ORDERS = ASCENDING.slice(1)
  .reverse()
  .map((first) => [first, ...ASCENDING.filter((turn) => turn !== first)]);

/** A turn without items is not asked again for so long: less than an item takes, and then fast items are not held up by questions. */
const EMPTY_MS = 10;
/** One that comes first now and then is not tried so soon again: nobody minds who waits behind all others anyway. */
const SPARE_EMPTY_MS = 100;

/**
 * In which order whoever takes items asks the turns of a lane: the lowest first, but each eighth time one of the others first, the last,
 * the last but one and so on. So each of them moves on, however much comes to the others.
 */
export class TurnOrder {
  readonly #now: () => number;
  readonly #emptyUntil = ASCENDING.map(() => -Infinity);
  #taken = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** For the next item, those left out that were empty just now. */
  next(): readonly number[] {
    return this.#notEmpty(orderOf(this.#taken));
  }

  /** For whoever takes so many items together: the higher turns that come first for some of them, as often as they do. */
  spares(count: number): readonly number[] {
    const orders = Array.from({ length: count }, (_, i) => orderOf(this.#taken + i));
    const spares = orders.flatMap((order) => (order === ASCENDING ? [] : [order[0]!]));
    const long = this.#now() - SPARE_EMPTY_MS + EMPTY_MS;
    return spares.filter((turn) => long >= this.#emptyUntil[turn]!);
  }

  /** The lowest first, those left out that were empty just now. */
  ascending(): readonly number[] {
    return this.#notEmpty(ASCENDING);
  }

  /** So many items were taken. */
  took(count = 1): void {
    this.#taken += count;
  }

  /** The lane has nothing in this turn. */
  foundEmpty(turn: number): void {
    this.#emptyUntil[turn] = this.#now() + EMPTY_MS;
  }

  #notEmpty(turns: readonly number[]): readonly number[] {
    const now = this.#now();
    return turns.filter((turn) => now >= this.#emptyUntil[turn]!);
  }
}

/** @param taken items before this one */
function orderOf(taken: number): readonly number[] {
  return taken % SPARE === SPARE - 1 ? SPARE_ORDERS[Math.floor(taken / SPARE) % SPARE_ORDERS.length]! : ASCENDING;
}
