import type { NextEvent, StateSource } from "./event-stream.ts";

/**
 * The states of several analyses as one source for one stream. They take turns, so that none with many changes keeps others from being
 * told. Of one that has nothing more to tell (it is unknown, or the client has its last state) an event `end` says so.
 */
export class SeveralStates implements StateSource {
  /** Sequences that the client has, by analysis; the one whose turn is next comes first. */
  readonly #since: Map<string, number | undefined>;
  readonly #wanted: readonly string[];
  readonly #next: (id: string, since: number | undefined) => NextEvent | undefined;

  /** @param wanted analyses, with the sequence of the state that the client has of each */
  constructor(
    wanted: ReadonlyMap<string, number | undefined>,
    next: (id: string, since: number | undefined) => NextEvent | undefined,
  ) {
    this.#since = new Map(wanted);
    this.#wanted = [...wanted.keys()];
    this.#next = next;
  }

  /** Of all, also of those that had nothing more to tell. */
  startAnew(): void {
    for (const id of this.#wanted) this.#since.set(id, undefined);
  }

  next(): NextEvent | undefined {
    for (const [id, since] of this.#since) {
      const next = this.#next(id, since);
      if (next === undefined) continue;
      this.#since.delete(id);
      if (next.kind === "state" && !next.isLast) this.#since.set(id, next.sequence);
      const isLast = this.#since.size === 0;
      const told = next.kind === "state" ? next : { ...next, kind: "state" as const, sequence: 0, bytes: endOf(id) };
      return { ...told, isLast, more: !isLast };
    }
    return undefined;
  }
}

const encoder = new TextEncoder();

function endOf(id: string): Uint8Array {
  return encoder.encode(`event: end\ndata: ${JSON.stringify({ id })}\n\n`);
}
