import { DrainTimeoutError, ProcessorStoppingError } from "../processor/errors.ts";
import { createProcessorModule } from "../processor/processor-module.ts";
import { consumeLanes } from "../processor/run-processor.ts";
import { createWorkerPool } from "../processor/worker-pool.ts";
import { workerSettingsOf } from "../processor/worker-settings.ts";
import { accessForAll, type Config } from "../config/settings.ts";
import { hostsFor } from "../http/host-guard.ts";
import { listen, type Listening } from "../http/listen.ts";
import type { Logger } from "../logging/logger.ts";
import { openServiceBroker } from "./open-service-broker.ts";
import { createMetrics } from "../metrics/metrics.ts";

export interface ServeProcessorOptions {
  readonly config: Config;
  readonly logger: Logger;
  /** Module that a worker thread runs. */
  readonly workerUrl: URL;
  /** Take nothing new, finish what is in hand within the grace, hand back the rest, end. */
  readonly stop: AbortSignal;
  /** Hand back at once. */
  readonly abort: AbortSignal;
}

/** From handing back to the end: a thread gets two seconds to end its item, and a broker is told. */
const HAND_BACK_MS = 10_000;

/**
 * A processor as a service: waits for its broker, serves its lanes and its HTTP interface, and ends in good order.
 * @returns a promise that resolves after a stop at which every item was finished or handed back.
 * @throws {AppError} if there is no broker or no port to be had, if the connection is closed for good, or if the stop took too long.
 */
export async function serveProcessor({ config, logger, workerUrl, stop, abort }: ServeProcessorOptions): Promise<void> {
  const opened = await openServiceBroker(config, logger, stop);
  if (opened === undefined) return;
  await using broker = opened;
  if (config.broker.startsWith("memory:"))
    logger.warn("This processor has a broker of its own, so that only POST /work brings it work; set HZZ_BROKER");
  await using pool = createWorkerPool({
    workerUrl,
    workerData: workerSettingsOf(config, accessForAll(config)),
    size: config.workers,
    startAtOnce: true,
    itemTimeoutMs: config.itemTimeoutMs,
    logger,
  });
  const metrics = createMetrics("processor", { process: true });
  metrics.gaugeOf("worker_threads", "Worker threads that are up.", () => pool.threads);
  const handBack = new AbortController();
  let consuming = false;
  const common = { broker, logger, maxDeliveries: config.maxDeliveries, retryDelayMs: config.retryDelayMs };
  const { fetch, queue } = createProcessorModule({
    ...common,
    lanes: config.lanes,
    process: pool.run,
    metrics,
    concurrency: config.workers,
    allowedHosts: hostsFor(config.host),
    isConsuming: () => consuming,
    stop,
    handBack: handBack.signal,
  });
  const server = await listen(fetch, { host: config.host, port: config.processorPort });
  const { lanes, workers } = config;
  logger.info("The processor is ready", { url: server.url, lanes: lanes.join(","), workers });
  consuming = true;
  const loop = consumeLanes(queue, { ...common, lanes, concurrency: workers, signal: stop }).finally(() => {
    consuming = false;
  });
  await untilEnd(loop, server, { config, logger, stop, abort, handBack });
}

interface Ending {
  readonly config: Config;
  readonly logger: Logger;
  readonly stop: AbortSignal;
  readonly abort: AbortSignal;
  readonly handBack: AbortController;
}

/** Waits for the end of the loop and of the requests in work, at a stop no longer than the grace and the time to hand back. */
async function untilEnd(loop: Promise<void>, server: Listening, ending: Ending): Promise<void> {
  const { config, logger, stop, abort, handBack } = ending;
  const giveBack = (): void => {
    handBack.abort(new ProcessorStoppingError());
  };
  const timers: NodeJS.Timeout[] = [];
  let fail: (error: Error) => void = () => undefined;
  const tooLate = new Promise<never>((_, reject) => (fail = reject));
  const begin = (): void => {
    logger.info("The processor is stopping", { graceMs: config.graceMs });
    const limitMs = config.graceMs + HAND_BACK_MS;
    timers.push(
      setTimeout(giveBack, config.graceMs),
      setTimeout(() => {
        fail(new DrainTimeoutError(limitMs));
      }, limitMs),
    );
  };
  if (stop.aborted) begin();
  else stop.addEventListener("abort", begin);
  abort.addEventListener("abort", giveBack);
  try {
    await Promise.race([loop, tooLate]);
    await Promise.race([server.close(config.graceMs + HAND_BACK_MS), tooLate]);
    logger.info("The processor has ended; nothing is left in its hands");
  } finally {
    for (const timer of timers) clearTimeout(timer);
    stop.removeEventListener("abort", begin);
    abort.removeEventListener("abort", giveBack);
    giveBack();
    await server.close(0);
  }
}
