import type { Forgotten } from "../protocol/log-event.ts";
import type { FoldingAnalysis } from "./booked-analysis.ts";

/** What the log still holds of an analysis that was forgotten. */
export interface Remainder {
  readonly analysis: string;
  /** Of its `forgotten` record. What comes before that counts for nothing. */
  readonly sequence: number;
  /** Of the record, ISO 8601, UTC. */
  readonly at: string;
  /** Whether there is anything before the record, as far as is known. */
  readonly isTrimmed: boolean;
}

/** What is left in the log of analyses that were forgotten. */
export interface Remains {
  /** The latest `forgotten` record of each, the oldest first. */
  list(): Iterable<Remainder>;
  readonly size: number;
  /** The records before that sequence number were removed; with the `forgotten` record itself, nothing is left to be known of it. */
  trimmed(analysis: string, before: number): void;
}

/**
 * The latest `forgotten` record of each analysis that was forgotten. Memory: some 300 bytes for each, and 60
 * for each of its first files, as long as the record is in the log.
 *
 * It is needed as long as something may come of the time before, such as a start by a plotter that had not heard of it.
 */
export class ForgottenAnalyses implements Remains {
  readonly #byId = new Map<string, { readonly event: Forgotten; readonly sequence: number; isTrimmed: boolean }>();

  get size(): number {
    return this.#byId.size;
  }

  *list(): Generator<Remainder, void, undefined> {
    for (const [analysis, { event, sequence, isTrimmed }] of this.#byId)
      yield { analysis, sequence, at: event.at, isTrimmed };
  }

  runOf(id: string): number {
    return this.#byId.get(id)?.event.run ?? 0;
  }

  highestRunOf(id: string): number {
    return this.#byId.get(id)?.event.beyond ?? 0;
  }

  add(event: Forgotten, sequence: number, hadRecords: boolean): void {
    const id = event.analysis;
    const before = this.#byId.get(id);
    // To the end of the list.
    this.#byId.delete(id);
    this.#byId.set(id, { event, sequence, isTrimmed: !hadRecords && before === undefined });
  }

  /** Lets a new analysis know that it was forgotten before. */
  revive(analysis: FoldingAnalysis): FoldingAnalysis {
    const known = this.#byId.get(analysis.id);
    if (known !== undefined) analysis.fold(known.event, known.sequence);
    return analysis;
  }

  trimmed(analysis: string, before: number): void {
    const known = this.#byId.get(analysis);
    if (known === undefined || before < known.sequence) return;
    if (before === known.sequence) known.isTrimmed = true;
    else this.#byId.delete(analysis);
  }
}
