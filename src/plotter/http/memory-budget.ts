import { layoutOf } from "../../analysis/layout.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import { HttpProblemError } from "../../http/problem.ts";
import type { LedgerBook } from "../../ledger/ledger-book.ts";
import { megabytes, mostBytesOf } from "../../ledger/memory-need.ts";

/**
 * What the analyses of a plotter take of its memory, and what those that are being started may need.
 */
export class MemoryBudget {
  readonly bytes: number;
  readonly #book: LedgerBook;
  /** Of those that are being started. */
  #reserved = 0;

  constructor(book: LedgerBook, bytes: number) {
    this.#book = book;
    this.bytes = bytes;
  }

  get used(): number {
    return this.#book.memoryUsed + this.#reserved;
  }

  /**
   * Sets aside what an analysis may need, while it is being started.
   *
   * @returns gives it back
   * @throws {HttpProblemError} 422 if it can never fit, 503 if it does not fit now.
   */
  reserve(id: string, spec: AnalysisSpec): () => void {
    const known = this.#book.get(id);
    if (known?.accepted === true && known.status !== "incomplete" && known.status !== "cancelled")
      return () => undefined;
    const layout = layoutOf(spec);
    const need = mostBytesOf(spec, layout);
    const samples = spec.groups.reduce((sum, group) => sum + group.samples.length, 0);
    const told = `The ${layout.length} sums of each of its ${samples} samples can take ${megabytes(need)} of memory`;
    if (need > this.bytes)
      throw new HttpProblemError({
        title: "Analysis refused",
        status: 422,
        detail: `${told}, and this server has ${megabytes(this.bytes)} for all analyses. Use fewer bins or samples, or have HZZ_MEMORY_BUDGET raised.`,
        errors: [{ path: "histograms", message: `expected fewer bins (${layout.length} sums for each sample)` }],
      });
    // Results of ended ones come back from the log when somebody asks for them.
    this.#book.makeRoom(this.#reserved + need);
    const used = this.used;
    if (used + need > this.bytes)
      throw new HttpProblemError({
        title: "No memory left",
        status: 503,
        detail:
          `${told}; of ${megabytes(this.bytes)} for all analyses, ${megabytes(used)} are taken by those that run. ` +
          "Wait until some have ended, cancel some, or have HZZ_MEMORY_BUDGET raised.",
        headers: { "retry-after": "60" },
      });
    this.#reserved += need;
    return () => {
      this.#reserved -= need;
    };
  }
}
