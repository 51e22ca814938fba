import type { Config } from "../config/settings.ts";
import type { Logger } from "../logging/logger.ts";
import { openServiceBroker } from "./open-service-broker.ts";
import { firstAnalysis } from "./first-start.ts";
import { servePlotter } from "./serve-plotter.ts";

export interface RunPlotterOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** Folder with the built page. */
  readonly assetsFolder: string;
  /** End in good order. */
  readonly stop: AbortSignal;
  /** End at once. */
  readonly abort: AbortSignal;
}

/**
 * A plotter in a process of its own: waits for its broker, serves, and ends after `stop`.
 * @throws {AppError} if a setting cannot be used, if there is no broker or no port to be had, or if the log can be followed no longer.
 */
export async function runPlotter(options: RunPlotterOptions): Promise<void> {
  const { config, logger, stop } = options;
  const first = firstAnalysis(config);
  const opened = await openServiceBroker(config, logger, stop);
  if (opened === undefined) return;
  await using broker = opened;
  if (config.broker.startsWith("memory:"))
    logger.warn("This plotter has a broker of its own, so that no processor hears of its analyses; set HZZ_BROKER");
  const service = await servePlotter({ ...options, broker, first });
  await service.finished;
}
