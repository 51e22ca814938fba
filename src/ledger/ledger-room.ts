import type { FoldingAnalysis } from "./booked-analysis.ts";

/**
 * The memory that the analyses of a book have: one that runs counts with the most that it can come to, one that has ended with what it takes.
 * When it is short, the results of ended ones leave, those first that nobody has asked for longest.
 */
export class LedgerRoom {
  readonly #bytes: number;
  /** Those that are known, in the order in which they changed or were asked for last. */
  readonly #counted = new Map<FoldingAnalysis, number>();
  #used = 0;

  /** @param bytes for all of them */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  get used(): number {
    return this.#used;
  }

  /** An analysis is new, has changed, or is asked for. */
  count(analysis: FoldingAnalysis): void {
    const bytes = analysis.ledger.memoryBytes;
    this.#used += bytes - (this.#counted.get(analysis) ?? 0);
    this.#counted.delete(analysis);
    this.#counted.set(analysis, bytes);
  }

  remove(analysis: FoldingAnalysis): void {
    this.#used -= this.#counted.get(analysis) ?? 0;
    this.#counted.delete(analysis);
  }

  /**
   * Lets results leave until so many bytes are free, or nothing more may leave.
   *
   * @param stays one that is in use now
   */
  make(bytes: number, stays?: FoldingAnalysis): void {
    if (this.#used + bytes <= this.#bytes) return;
    for (const analysis of [...this.#counted.keys()]) {
      if (this.#used + bytes <= this.#bytes) return;
      if (analysis === stays || !analysis.isOpen || (analysis.accepted && analysis.status === "running")) continue;
      analysis.putAway();
      this.count(analysis);
    }
  }
}
