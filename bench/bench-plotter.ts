import { join } from "node:path";
import { loadConfig } from "../src/serve/load-config.ts";
import { createLogger } from "../src/logging/logger.ts";
import type { Broker } from "../src/messaging/port.ts";
import { type RunningPlotter, startPlotter } from "../src/serve/serve-plotter.ts";

export interface BenchPlotter extends AsyncDisposable {
  readonly service: RunningPlotter;
}

/** The whole plotter, page and all, in this process, on any free port. */
export async function startBenchPlotter(
  broker: Broker,
  settings: Readonly<Record<string, string>> = {},
): Promise<BenchPlotter> {
  const stop = new AbortController();
  const service = await startPlotter({
    config: loadConfig({ HZZ_PORT: "0", HZZ_MAX_STREAMS_PER_CLIENT: "1000", HZZ_GRACE_MS: "1000", ...settings }, {}),
    broker,
    logger: createLogger({ level: "warn", format: "text", write: (line) => process.stderr.write(line) }),
    assetsFolder: join(import.meta.dirname, "../../dist/page"),
    stop: stop.signal,
  });
  return {
    service,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await service.finished;
    },
  };
}
