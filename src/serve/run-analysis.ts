import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import type { Logger } from "../logging/logger.ts";
import type { Broker } from "../messaging/port.ts";
import { acceptAnalysis } from "../ledger/accept-analysis.ts";
import type { Priority } from "../protocol/priority.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { cancelAnalysis } from "../ledger/cancel-analysis.ts";
import { followLedger } from "../ledger/follow-ledger.ts";
import type { WorkerSettings } from "../processor/threads/worker-settings.ts";
import { openProcessing, type ProcessingSettings } from "./open-processing.ts";
import { BrokerGoneError, watchBroker } from "./watch-broker.ts";

export interface RunOptions extends ProcessingSettings {
  readonly spec: AnalysisSpec;
  /** On a broker that others use as well. */
  readonly priority?: Priority | undefined;
  readonly broker: Broker;
  /** Module that a worker thread runs. */
  readonly workerUrl: URL;
  readonly workerSettings: WorkerSettings;
  readonly logger: Logger;
  /** How long to wait for a broker that went away; without it, for ever. */
  readonly brokerWaitMs?: number;
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
  const { analysis, run } = await acceptAnalysis(
    broker,
    await prepareAnalysis(spec),
    new Date(),
    undefined,
    0,
    options.priority,
  );
  const cancel = (): void => {
    cancelAnalysis(broker, analysis, new Date(), run).catch((error: unknown) => {
      logger.error("The analysis could not be cancelled", { error: error as Error });
    });
  };
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  const finished = new AbortController();
  const processing = work.run(finished.signal);
  let view: AnalysisView;
  try {
    const following = followLedger(broker.log, analysis, options.onView, finished.signal, run, {
      onLeftAside: (reason) => {
        logger.warn("a log record was passed over", { analysis, reason: reason.message });
      },
    });
    // Whichever ends first: without a processor or a broker nothing would ever come.
    view = await Promise.race([following, processing.then(() => following), watching(options, finished.signal)]);
  } catch (error) {
    finished.abort();
    // What is in hand would wait for a broker that does not answer.
    if (error instanceof BrokerGoneError) await broker[Symbol.asyncDispose]();
    await Promise.allSettled([processing]);
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
  finished.abort();
  await processing;
  return view;
}

/** Ends only with an error: when the broker has been away for too long. */
async function watching({ broker, brokerWaitMs, onNote }: RunOptions, signal: AbortSignal): Promise<never> {
  if (brokerWaitMs !== undefined)
    await watchBroker({ broker, waitMs: brokerWaitMs, say: onNote ?? (() => undefined), signal });
  return new Promise(() => undefined);
}
