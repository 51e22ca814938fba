import { pauseOrAbort } from "../async/pause.ts";
import { asError } from "../errors/as-error.ts";
import type { Logger } from "../logging/logger.ts";
import { BrokerClosedError } from "../messaging/errors.ts";
import type { Broker, EventLog } from "../messaging/port.ts";
import { protocolVersion } from "../protocol/work-item.ts";
import type { BookedAnalysis } from "./booked-analysis.ts";
import type { LedgerBook } from "./ledger-book.ts";
import { appendControl } from "./append-control.ts";

export interface StallWatchOptions {
  readonly broker: Pick<Broker, "work" | "log">;
  readonly book: Pick<LedgerBook, "list" | "opened" | "caughtUp" | "stopped">;
  readonly logger: Logger;
  /** An analysis of which nothing has come for so long may have stalled. */
  readonly stallMs: number;
  /** Milliseconds, only differences count. */
  readonly now?: () => number;
}

/** When something of a running analysis was seen last, and how many times in a row its lanes were found empty since it was overdue. */
interface Silence {
  sequence: number;
  since: number;
  emptyLanes: number;
}

/** A lane is looked at while items move, so that once is not enough. */
export const looksAtLanes = 2;
export const mostBetweenLooksMs = 15_000;

/**
 * Finds running analyses that nothing will come of any more, whatever took their work away: nothing has come for long, and nothing waits or
 * is under way in any of their lanes. It says so in the log, so that every plotter knows.
 *
 * While a lane has work of other analyses, nobody can tell whose it is; then it is not said.
 */
export class StallWatch {
  readonly #options: StallWatchOptions;
  readonly #now: () => number;
  readonly #silences = new Map<string, Silence>();
  #isFailing = false;

  constructor(options: StallWatchOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Looks every few seconds, from the moment on at which the book has caught up. Resolves when `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { book, logger, stallMs } = this.#options;
    while (!signal.aborted) {
      await Promise.race([book.caughtUp, book.stopped]);
      try {
        await this.look();
        this.#isFailing = false;
      } catch (error) {
        if (error instanceof BrokerClosedError) return;
        // Readiness tells of a broker that is away; once is enough here.
        if (!this.#isFailing)
          logger.warn("Whether analyses stall is not known now", { because: asError(error).message });
        this.#isFailing = true;
      }
      await pauseOrAbort(Math.min(stallMs / 4, mostBetweenLooksMs), signal);
    }
  }

  /** @throws whatever the broker answers with */
  async look(): Promise<void> {
    const overdue = this.#overdue();
    const lanes = new Set(overdue.flatMap(([{ id }]) => this.#lanesOf(id)));
    const busy = new Set<string>();
    for (const lane of lanes) {
      const { waiting, inFlight } = await this.#options.broker.work.state(lane);
      if (waiting + inFlight > 0) busy.add(lane);
    }
    for (const [analysis, silence] of overdue) {
      if (analysis.sequence !== silence.sequence) continue; // something came while the broker was asked
      silence.emptyLanes = this.#lanesOf(analysis.id).some((lane) => busy.has(lane)) ? 0 : silence.emptyLanes + 1;
      if (silence.emptyLanes >= looksAtLanes) await this.#tell(analysis);
    }
  }

  #overdue(): [BookedAnalysis, Silence][] {
    const { book, stallMs } = this.#options;
    const running = book.list().filter(({ status, ledger }) => status === "running" && !ledger.stalled);
    const ids = new Set(running.map(({ id }) => id));
    for (const id of this.#silences.keys()) if (!ids.has(id)) this.#silences.delete(id);
    return running.flatMap((analysis): [BookedAnalysis, Silence][] => {
      const { id, sequence } = analysis;
      let silence = this.#silences.get(id);
      if (silence?.sequence !== sequence)
        this.#silences.set(id, (silence = { sequence, since: this.#now(), emptyLanes: 0 }));
      return this.#now() - silence.since >= stallMs ? [[analysis, silence]] : [];
    });
  }

  async #tell({ id: analysis, ledger }: BookedAnalysis): Promise<void> {
    const { broker, logger, stallMs } = this.#options;
    const { run } = ledger;
    await tellStalled(broker.log, analysis, run);
    const silentSeconds = Math.round(stallMs / 1000);
    logger.warn("An analysis has stalled: start it again to send what is missing", { analysis, run, silentSeconds });
  }

  /** What runs is in memory. */
  #lanesOf(id: string): string[] {
    const groups = this.#options.book.opened(id)?.view().spec.groups ?? [];
    return [...new Set(groups.map(({ lane }) => lane))];
  }
}

/** Writes into its log that a run has stalled: then it may be started again. */
export async function tellStalled(log: EventLog, analysis: string, run: number): Promise<void> {
  const at = new Date().toISOString();
  const event = { version: protocolVersion, analysis, kind: "stalled", at, run } as const;
  await appendControl(log, event);
}
