/** A run whose work was about to be sent, and of which no `accepted` is known. */
export interface OpenStart {
  readonly run: number;
  /** When it began, ISO 8601, UTC; the latest time, if somebody began it again. */
  readonly at: string;
  /** It was taken back, though maybe not all of its work was dropped. */
  readonly isCancelled: boolean;
}

/** How the runs of an analysis began. It may be told in any order, and any number of times. */
export class RunStarts {
  readonly #begun = new Map<number, string>();
  readonly #accepted = new Set<number>();
  readonly #cancelled = new Set<number>();

  begun(run: number, at: string): void {
    const known = this.#begun.get(run);
    if (!this.#accepted.has(run) && (known === undefined || known < at)) this.#begun.set(run, at);
  }

  accepted(run: number): void {
    this.#accepted.add(run);
    this.#begun.delete(run);
  }

  /** @returns whether that is new */
  cancelled(run: number): boolean {
    if (this.#cancelled.has(run)) return false;
    this.#cancelled.add(run);
    return true;
  }

  isCancelled(run: number): boolean {
    return this.#cancelled.has(run);
  }

  /** Those that are not accepted, in the order of their runs. */
  get open(): OpenStart[] {
    return [...this.#begun]
      .map(([run, at]) => ({ run, at, isCancelled: this.#cancelled.has(run) }))
      .sort((a, b) => a.run - b.run);
  }
}
