import { fileURLToPath } from "node:url";
import { configOf } from "../src/cli/config-of.ts";
import type { Config } from "../src/config/settings.ts";
import { AppError } from "../src/errors/app-error.ts";
import { stopSignals } from "../src/http/stop-signals.ts";
import { createLogger } from "../src/logging/logger.ts";
import { runPlotter } from "../src/plotter/run-plotter.ts";

// A plotter service. Its settings come from the environment (docs/settings.md). Ends with 0 after SIGTERM or SIGINT, with 1
// when it failed, with 2 when it was started in a wrong way.
process.exitCode = await main();

async function main(): Promise<number> {
  const write = (line: string) => process.stderr.write(line);
  if (process.argv.length > 2) {
    write("hzz plotter: it takes no arguments; its settings are environment variables (docs/settings.md)\n");
    return 2;
  }
  let config: Config;
  try {
    config = configOf(process.env, {});
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    write(`hzz plotter: ${error.message}\n`);
    return 2;
  }
  const logger = createLogger({ level: config.logLevel, format: config.logFormat, write }, { service: "plotter" });
  const assetsFolder = fileURLToPath(new URL("./page", import.meta.url));
  try {
    await runPlotter({ config, logger, assetsFolder, ...stopSignals() });
    return 0;
  } catch (error) {
    logger.error("The plotter ends, as it cannot go on", { error: error as Error });
    return 1;
  }
}
