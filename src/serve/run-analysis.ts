import { type PreparedAnalysis, prepareAnalysis } from "../analysis/prepared-analysis.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import type { Logger } from "../logging/logger.ts";
import type { Broker } from "../messaging/port.ts";
import { acceptAnalysis } from "../ledger/accept-analysis.ts";
import type { Priority } from "../protocol/priority.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { cancelAnalysis } from "../ledger/cancel-analysis.ts";
import { followLedger } from "../ledger/follow-ledger.ts";
import { readLedger } from "../ledger/read-ledger.ts";
import { sendLostWork } from "../ledger/send-lost-work.ts";
import type { WorkerSettings } from "../processor/threads/worker-settings.ts";
import { openProcessing, type ProcessingSettings } from "./open-processing.ts";
import { BrokerGoneError, watchBroker } from "./watch-broker.ts";

export interface RunOptions extends ProcessingSettings {
  readonly spec: AnalysisSpec;
  /** Refuses what only files show, before anything is filled; not asked where the analysis is known. */
  readonly refuse?: () => Promise<void>;
  /** On a broker that others use as well. */
  readonly priority?: Priority | undefined;
  readonly broker: Broker;
  /** Module that a worker thread runs. */
  readonly workerUrl: URL;
  readonly workerSettings: WorkerSettings;
  readonly logger: Logger;
  /** How long to wait for a broker that went away; without it, for ever. */
  readonly brokerWaitMs?: number;
  /** When nothing has come for so long, the broker may have lost the work; without it, it is never sent again. */
  readonly quietMs?: number;
  /** Told, a line at a time, what else the user should know. */
  readonly onNote?: (line: string) => void;
  /** Called with the state of the analysis, at most some ten times a second, and at the end. */
  readonly onView: (view: AnalysisView) => void;
  /** The user does not want the rest: the analysis is cancelled, and what is there so far is the result. */
  readonly signal: AbortSignal;
}

/**
 * Runs an analysis to its end in this process: accepts it, works through its items on threads, and follows its log.
 *
 * The same steps as in the services, over the same broker port, only that all parts live here. Resolves to the last view: `complete`,
 * `incomplete` or `cancelled`.
 * @throws {BrokerGoneError} if the broker goes away for longer than `brokerWaitMs`; its connection is closed then.
 * @throws {AppError} of `refuse`; then nothing was begun.
 */
export async function runAnalysis(options: RunOptions): Promise<AnalysisView> {
  const { spec, broker, logger, signal, workerUrl, workerSettings } = options;
  await using work = openProcessing({
    settings: options,
    broker,
    workerUrl,
    workerSettings,
    logger,
    lanes: [...new Set(spec.groups.map((group) => group.lane))],
    startAtOnce: false,
  });
  const prepared = await prepareAnalysis(spec);
  if (options.refuse !== undefined && !(await readLedger(broker.log, prepared.id)).accepted) await options.refuse();
  const { analysis, run } = await acceptAnalysis(broker, prepared, new Date(), undefined, 0, options.priority);
  let latestRun = run;
  const cancel = (): Promise<unknown> =>
    cancelAnalysis(broker, analysis, new Date(), latestRun).catch((error: unknown) => {
      logger.error("The analysis could not be cancelled", { error: error as Error });
    });
  const onAbort = (): void => void cancel();
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const finished = new AbortController();
  const processing = work.run(finished.signal);
  let view: AnalysisView;
  let shown: AnalysisView | undefined;
  const show = (now: AnalysisView): void => {
    shown = now;
    latestRun = Math.max(latestRun, now.run);
    options.onView(now);
  };
  const ended = AbortSignal.any([finished.signal, signal]);
  const sending = sendingLost(
    options,
    prepared,
    () => shown,
    ended,
    async (next) => {
      latestRun = next;
      // Whoever cancelled meanwhile meant this run as well.
      if (signal.aborted) await cancel();
    },
  );
  try {
    const following = followLedger(broker.log, analysis, show, finished.signal, run, {
      onLeftAside: (reason) => {
        logger.warn("a log record was passed over", { analysis, reason: reason.message });
      },
    });
    // Whichever ends first: without a processor or a broker nothing would ever come.
    const troubles = [watching(options, finished.signal), sending].map(onlyErrors);
    view = await Promise.race([following, processing.then(() => following), ...troubles]);
  } catch (error) {
    finished.abort();
    // What is in hand would wait for a broker that does not answer.
    if (error instanceof BrokerGoneError) await broker[Symbol.asyncDispose]();
    await Promise.allSettled([processing, sending]);
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  finished.abort();
  await Promise.all([processing, sending]);
  return view;
}

/** Settles only if the promise rejects. */
async function onlyErrors(promise: Promise<void>): Promise<never> {
  await promise;
  return new Promise(() => undefined);
}

/** @throws {BrokerGoneError} when the broker has been away for too long. */
async function watching({ broker, brokerWaitMs, onNote }: RunOptions, signal: AbortSignal): Promise<void> {
  if (brokerWaitMs !== undefined)
    await watchBroker({ broker, waitMs: brokerWaitMs, say: onNote ?? (() => undefined), signal });
}

/** @throws {AppError} when lost work cannot be sent again, or is lost again and again. */
async function sendingLost(
  { broker, priority, quietMs, onNote }: RunOptions,
  prepared: PreparedAnalysis,
  view: () => AnalysisView | undefined,
  signal: AbortSignal,
  onSent: (run: number) => Promise<void>,
): Promise<void> {
  if (quietMs === undefined) return;
  const say = (run: number): Promise<void> => {
    onNote?.(`the broker has lost work of this analysis: what is missing was sent again, as run ${run}`);
    return onSent(run);
  };
  await sendLostWork({ broker, prepared, priority, view, quietMs, onSent: say, signal });
}
