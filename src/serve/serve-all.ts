import type { AnalysisSpec } from "../analysis/spec.ts";
import { accessForAll, type Config } from "../config/settings.ts";
import type { Logger } from "../logging/logger.ts";
import { openServiceBroker } from "./open-service-broker.ts";
import { type PlotterService, servePlotter } from "./serve-plotter.ts";
import { ProcessorStoppingError } from "../processor/errors.ts";
import { runProcessor } from "../processor/run-processor.ts";
import { aborted } from "../async/aborted.ts";
import { createWorkerPool } from "../processor/worker-pool.ts";
import { workerSettingsOf } from "../processor/worker-settings.ts";

export interface ServeAllOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** For what becomes of work items. */
  readonly itemLogger: Logger;
  /** Module that a worker thread runs. */
  readonly workerUrl: URL;
  /** Folder with the built page. */
  readonly assetsFolder: string;
  /** If the port is taken, so many of those that follow are tried. */
  readonly nextPorts: number;
  /** Started when the log has no analysis. */
  readonly first: AnalysisSpec | undefined;
  /** Nobody else has the broker: at the end, no other processor could go on with what is in hand, so that it is not waited for. */
  readonly ownBroker: boolean;
  /** End in good order. */
  readonly stop: AbortSignal;
}

/**
 * A plotter with its page and a processor of all its lanes, in this process, over one broker.
 *
 * @param whileServing called when everything is ready; may end before, its failure ends the rest. Its signal aborts when it is to end.
 * @returns a promise that resolves when all parts have ended after `stop`.
 * @throws {AppError} if there is no port or no broker to be had; the error of the first part that fails, after the others have ended.
 */
export async function serveAll(
  options: ServeAllOptions,
  whileServing: (plotter: PlotterService, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { config, logger, stop } = options;
  const opened = await openServiceBroker(config, logger, stop);
  if (opened === undefined) return;
  await using broker = opened;
  await using pool = createWorkerPool({
    workerUrl: options.workerUrl,
    workerData: workerSettingsOf(config, accessForAll(config)),
    size: config.workers,
    startAtOnce: true,
    itemTimeoutMs: config.itemTimeoutMs,
    logger,
  });
  const failed = new AbortController();
  const ending = AbortSignal.any([stop, failed.signal]);
  const { assetsFolder, nextPorts, first } = options;
  const plotter = await servePlotter({ config, broker, logger, assetsFolder, nextPorts, first, stop: ending });
  const handBack = handBackAt(ending, options.ownBroker ? 0 : config.graceMs);
  const processing = runProcessor({
    broker,
    lanes: config.lanes,
    concurrency: config.workers,
    maxDeliveries: config.maxDeliveries,
    retryDelayMs: config.retryDelayMs,
    process: pool.run,
    signal: ending,
    handBack,
    logger: options.itemLogger,
  });
  const serving = plotter.book.caughtUp
    .then(() => whileServing(plotter, ending))
    .catch((error: unknown) => {
      // What it had begun was broken off by the end itself.
      if (!ending.aborted) throw error;
    });
  const parts = [plotter.finished, processing, Promise.race([serving, aborted(ending)])];
  try {
    await Promise.all(parts);
  } finally {
    failed.abort();
    await Promise.allSettled(parts);
  }
}

/** Aborts so long after the wish to end: what is in hand then goes back to the broker. */
function handBackAt(ending: AbortSignal, graceMs: number): AbortSignal {
  const handBack = new AbortController();
  const giveBack = (): void => {
    handBack.abort(new ProcessorStoppingError());
  };
  // Whoever waits for the processor keeps this process alive.
  void aborted(ending).then(() => setTimeout(giveBack, graceMs).unref());
  return handBack.signal;
}
