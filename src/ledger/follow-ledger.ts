import type { EventLog } from "../messaging/port.ts";
import type { AppError } from "../errors/app-error.ts";
import type { Accepted } from "../protocol/log-event.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { createLedger } from "./ledger.ts";
import { foldRecord } from "./read-ledger.ts";
import { laneOf, readRecord } from "./read-record.ts";

/** Least time between two views, and how many times longer than building a view it must be: folding comes first. */
const leastIntervalMs = 20;
const costFactor = 10;

export interface FollowLedgerOptions {
  /** Hears of each record that cannot be read or contradicts what is known. */
  readonly onLeftAside?: (reason: AppError) => void;
  /** As in `BookOptions`. */
  readonly checkId?: (event: Accepted) => Promise<void>;
}

/**
 * Folds the log of an analysis from its start until nothing more can come, showing the state on the way.
 *
 * @param onView called at most fifty times a second, and with the last view.
 * @param run the run to be followed: the end of an earlier one is passed over, and nothing is shown before this one is accepted
 * @returns the last view; if `signal` aborts first, the view at that time.
 * @throws {NotAcceptedError} if `signal` aborts before the analysis was accepted.
 */
export async function followLedger(
  log: EventLog,
  analysis: string,
  onView: (view: AnalysisView) => void,
  signal: AbortSignal,
  run = 1,
  { onLeftAside, checkId }: FollowLedgerOptions = {},
): Promise<AnalysisView> {
  const ledger = createLedger(analysis);
  const finished = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let nextAt = 0;
  let failure: { readonly error: unknown } | undefined;
  const show = (): void => {
    timer = undefined;
    if (ledger.run < run) return;
    const begun = performance.now();
    const view = ledger.view();
    const ended = performance.now();
    nextAt = ended + Math.max(leastIntervalMs, costFactor * (ended - begun));
    try {
      onView(view);
    } catch (error) {
      failure = { error };
    }
    if (view.status !== "running" || failure !== undefined) finished.abort();
  };
  try {
    const either = AbortSignal.any([signal, finished.signal]);
    for await (const record of log.follow(analysis, { signal: either })) {
      const read = () => readRecord(record);
      const refusal = await foldRecord(read, (event) => ledger.apply(event, laneOf(record)), checkId);
      if (refusal !== undefined) onLeftAside?.(refusal);
      if (timer !== undefined) continue;
      const wait = nextAt - performance.now();
      // Without another event, only the timer can see that this one was the last.
      if (wait <= 0) show();
      else timer = setTimeout(show, wait);
    }
  } finally {
    clearTimeout(timer);
  }
  if (failure !== undefined) throw failure.error;
  return ledger.view();
}
