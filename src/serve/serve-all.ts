import type { AnalysisSpec } from "../analysis/spec.ts";
import { aborted } from "../async/aborted.ts";
import { accessForAll, type Config } from "../config/settings.ts";
import type { Logger } from "../logging/logger.ts";
import { workerSettingsOf } from "../processor/threads/worker-settings.ts";
import { Lifetime } from "./lifetime.ts";
import { openProcessing } from "./open-processing.ts";
import { openForPlotter, openServiceBroker } from "./open-service-broker.ts";
import { type RunningPlotter, startPlotter } from "./serve-plotter.ts";

export interface ServeAllOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** For what becomes of work items. */
  readonly itemLogger: Logger;
  /** Module that a worker thread runs. */
  readonly workerUrl: URL;
  /** Module of a thread that fits. */
  readonly fitWorkerUrl: URL;
  /** Folder with the built page. */
  readonly assetsFolder: string;
  /** If the port is taken, so many of those that follow are tried. */
  readonly nextPorts: number;
  /** Started when the log has no analysis. */
  readonly first: AnalysisSpec | undefined;
  /** Nobody else has the broker. At the end, no other processor could go on with what is in hand, so it is not waited for. */
  readonly ownBroker: boolean;
  /** End in good order. */
  readonly stop: AbortSignal;
}

/**
 * A plotter with its page and a processor of all its lanes, in this process, over one broker.
 *
 * Resolves when all parts have ended after `stop`.
 * @param whileServing called when everything is ready. It may end early; its failure ends the rest. Its signal aborts when it is to end.
 * @throws {AppError} if there is no port or no broker to be had; the error of the first part that fails, after the others have ended.
 */
export async function serveAll(
  options: ServeAllOptions,
  whileServing: (plotter: RunningPlotter, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { config, logger, itemLogger, workerUrl, stop } = options;
  await using broker = await openServiceBroker(config, logger, stop, openForPlotter);
  if (broker === undefined) return;
  using lifetime = new Lifetime({ stop, graceMs: options.ownBroker ? 0 : config.graceMs });
  const { stopping } = lifetime;
  await using processing = openProcessing({
    settings: config,
    broker,
    lanes: config.lanes,
    workerUrl,
    logger,
    itemLogger,
    workerSettings: workerSettingsOf(config, accessForAll(config)),
    startAtOnce: true,
    handBack: lifetime.overdue,
  });
  const plotter = await startPlotter({ ...options, broker, stop: stopping });
  const serving = plotter.book.caughtUp
    .then(() => whileServing(plotter, stopping))
    .catch((error: unknown) => {
      // What it had begun was broken off by the end itself.
      if (!stopping.aborted) throw error;
    });
  await lifetime.all([plotter.finished, processing.run(stopping), Promise.race([serving, aborted(stopping)])]);
}
