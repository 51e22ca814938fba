import type { Config } from "../config/settings.ts";
import { AppError } from "../errors/app-error.ts";
import { outliveReader } from "./closed-pipe.ts";
import { stopSignals } from "./stop-signals.ts";
import { createLogger, type Logger } from "../logging/logger.ts";
import { loadConfig } from "./load-config.ts";

/** What a service is given by its process. */
export interface ServiceContext {
  readonly config: Config;
  readonly logger: Logger;
  /** End in good order. */
  readonly stop: AbortSignal;
  /** End at once. */
  readonly abort: AbortSignal;
}

/**
 * Runs a service as the whole of this process: settings from the environment (docs/settings.md), a log on standard error, signals to stop.
 *
 * Every service goes the same way from here: it opens its broker, wires its app, listens, works until `stop`, and ends as `Lifetime` says.
 *
 * @param name as in its log lines
 * @returns the exit code: 0 after SIGTERM or SIGINT, 1 when it failed (its log says why), 2 when it was started in a wrong way.
 */
export async function runService(name: string, serve: (context: ServiceContext) => Promise<void>): Promise<number> {
  // A service whose log nobody reads goes on.
  outliveReader(process.stderr);
  const write = (line: string) => process.stderr.write(line);
  if (process.argv.length > 2) {
    write(`hzz ${name} takes no arguments; its settings are environment variables (docs/settings.md)\n`);
    return 2;
  }
  let config: Config;
  try {
    config = loadConfig(process.env, {});
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    write(`hzz ${name}: ${error.message}\n`);
    return 2;
  }
  const logger = createLogger({ level: config.logLevel, format: config.logFormat, write }, { service: name });
  try {
    await serve({ config, logger, ...stopSignals() });
    return 0;
  } catch (error) {
    logger.error(`The ${name} ends, as it cannot go on`, { error: error as Error });
    return 1;
  }
}
