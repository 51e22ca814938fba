import type { Logger } from "../logging/logger.ts";
import type { Broker } from "../messaging/port.ts";
import { cancelAnalysis } from "./cancel-analysis.ts";
import type { LedgerBook } from "./ledger-book.ts";
import type { OpenStart } from "./run-starts.ts";
import { startLimitMs } from "./send-work.ts";

/**
 * Whoever began a start so long ago has given up, or is gone. If he is not, because clocks differ, the analysis ends as cancelled, and
 * nobody waits for it.
 */
const abandonedMs = 2 * startLimitMs;

/** Takes back what was sent out of a run that nobody has accepted. Again changes nothing. */
export async function withdrawStart(
  broker: Pick<Broker, "work" | "log">,
  analysis: string,
  now: Date,
  { run, isCancelled }: Omit<OpenStart, "at">,
): Promise<void> {
  // Whoever cancelled it may have died before the work was dropped.
  if (isCancelled) await broker.work.cancel(analysis, run);
  else await cancelAnalysis(broker, analysis, now, run);
}

export interface WithdrawalOptions {
  readonly broker: Pick<Broker, "work" | "log">;
  readonly book: Pick<LedgerBook, "openStarts">;
  readonly logger: Logger;
}

/** Finds runs that somebody began to send out and never accepted, as he died in the middle, and drops their work. */
export class StartWithdrawal {
  readonly #options: WithdrawalOptions;
  /** Once for each in the life of a plotter is enough. */
  readonly #done = new Set<string>();

  constructor(options: WithdrawalOptions) {
    this.#options = options;
  }

  /** @throws whatever the broker answers with; the next call goes on */
  async look(now: Date): Promise<void> {
    const { broker, book, logger } = this.#options;
    for (const { analysis, ...start } of book.openStarts(new Date(now.getTime() - abandonedMs))) {
      // With its time: in another log, runs are counted anew.
      const name = `${analysis}/${start.run}/${start.at}`;
      if (this.#done.has(name)) continue;
      await withdrawStart(broker, analysis, now, start);
      this.#done.add(name);
      if (!start.isCancelled) logger.warn("Work of an unfinished start is withdrawn", { analysis, run: start.run });
    }
  }
}
