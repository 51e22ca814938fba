import { AppError } from "../errors/app-error.ts";
import { asError } from "../errors/as-error.ts";
import type { Logger } from "../logging/logger.ts";
import type { LogRecord } from "../messaging/port.ts";

/** Of one analysis those that are logged one by one; a fault of a whole run would fill the disk. */
const mostLogged = 20;

/** Tells of records that were passed over. */
export class BadRecords {
  readonly #logger: Logger;
  readonly #byAnalysis = new Map<string, number>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  tell({ sequence, analysis }: LogRecord, error: unknown): void {
    const bad = (this.#byAnalysis.get(analysis) ?? 0) + 1;
    this.#byAnalysis.set(analysis, bad);
    if (bad > mostLogged) return;
    const where = { sequence, analysis };
    if (error instanceof AppError)
      this.#logger.warn("a log record was passed over", { ...where, reason: error.message });
    else
      this.#logger.error("a log record was passed over, by a fault of this program", {
        ...where,
        error: asError(error),
      });
    if (bad === mostLogged)
      this.#logger.warn("further records of this analysis that are passed over are only counted", where);
  }

  /** Of one analysis; of all, if none is named. */
  forget(analysis?: string): void {
    if (analysis === undefined) this.#byAnalysis.clear();
    else this.#byAnalysis.delete(analysis);
  }
}
