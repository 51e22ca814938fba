import type { FoldingAnalysis } from "./booked-analysis.ts";

/**
 * The memory that the analyses of a book have: one that runs counts with the most that it can come to, one that has ended with what it takes.
 * When it is short, the results of ended ones leave, those first that nobody has asked for longest.
 */
export class LedgerRoom {
  readonly #bytes: number;
  /** Those whose results are in memory, in the order in which they changed or were asked for last. */
  readonly #open = new Map<FoldingAnalysis, number>();
  /** Those whose results have left it. */
  readonly #away = new Map<FoldingAnalysis, number>();
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
    this.remove(analysis);
    const bytes = analysis.ledger.memoryBytes;
    this.#used += bytes;
    (analysis.isOpen ? this.#open : this.#away).set(analysis, bytes);
  }

  remove(analysis: FoldingAnalysis): void {
    for (const part of [this.#open, this.#away]) {
      this.#used -= part.get(analysis) ?? 0;
      part.delete(analysis);
    }
  }

  /**
   * Lets results leave until so many bytes are free, or nothing more may leave.
   *
   * @param stays one that is in use now
   */
  make(bytes: number, stays?: FoldingAnalysis): void {
    for (const analysis of this.#open.keys()) {
      if (this.#used + bytes <= this.#bytes) return;
      if (analysis === stays || (analysis.accepted && analysis.status === "running")) continue;
      analysis.putAway();
      this.count(analysis);
    }
  }
}
