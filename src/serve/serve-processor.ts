import { aborted } from "../async/aborted.ts";
import { pauseOrAbort } from "../async/pause.ts";
import { accessForAll } from "../config/settings.ts";
import { hostsFor } from "../http/host-guard.ts";
import { listen } from "../http/listen.ts";
import { isSharedBroker } from "../messaging/open-broker.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { DrainTimeoutError } from "../processor/errors.ts";
import { createProcessorModule } from "../processor/processor-module.ts";
import { workerSettingsOf } from "../processor/threads/worker-settings.ts";
import { Lifetime } from "./lifetime.ts";
import { openDispatching } from "./open-dispatching.ts";
import { openProcessing } from "./open-processing.ts";
import { openServiceBroker } from "./open-service-broker.ts";
import type { ServiceContext } from "./run-service.ts";

export interface ServeProcessorOptions extends ServiceContext {
  /** Module that a worker thread runs. */
  readonly workerUrl: URL;
}

/** From handing back to the end: a thread gets two seconds to end its item, and a broker is told. */
const HAND_BACK_MS = 10_000;

/**
 * A processor as a service: waits for its broker, serves its lanes and its HTTP interface, and ends in good order.
 *
 * Resolves after a stop at which every item was finished or handed back.
 * @throws {AppError} if there is no broker or no port to be had, if the connection is closed for good, or if the stop took too long.
 */
export async function serveProcessor({ config, logger, workerUrl, stop, abort }: ServeProcessorOptions): Promise<void> {
  await using broker = await openServiceBroker(config, logger, stop);
  if (broker === undefined) return;
  if (!isSharedBroker(config.broker))
    logger.warn("This processor has a broker of its own, so only POST /work brings it work; set HZZ_BROKER");
  const { lanes, workers, host, graceMs } = config;
  using lifetime = new Lifetime({ stop, abort, graceMs }, () => {
    logger.info("The processor is stopping", { graceMs });
  });
  const metrics = createMetrics("processor", { process: true });
  const common = { settings: config, broker, lanes, logger, handBack: lifetime.overdue };
  const { functions } = config.dispatch;
  await using processing =
    functions.length > 0
      ? openDispatching({ ...common, dispatch: config.dispatch, metrics })
      : openProcessing({
          ...common,
          ...{ workerUrl, workerSettings: workerSettingsOf(config, accessForAll(config)), startAtOnce: true },
        });
  metrics.gaugeOf("worker_threads", "Worker threads that are up.", () =>
    "pool" in processing ? processing.pool.threads : 0,
  );
  let consuming = false;
  const { fetch, queue } = createProcessorModule({
    ...processing.parts,
    broker,
    metrics,
    allowedHosts: hostsFor(host),
    isConsuming: () => consuming,
    whyIdle: () => ("whyIdle" in processing ? processing.whyIdle() : undefined),
    stop,
    handBack: lifetime.overdue,
  });
  await using server = await listen(fetch, { host, port: config.processorPort });
  logger.info("The processor is ready", {
    ...{ url: server.url, lanes: lanes.join(",") },
    ...(functions.length > 0 ? { functions: functions.join(",") } : { workers }),
  });
  consuming = true;
  const limitMs = graceMs + HAND_BACK_MS;
  const loop = processing.run(stop, queue).finally(() => {
    consuming = false;
  });
  await Promise.race([loop.then(() => server.close(limitMs)), tooLate(lifetime, limitMs)]);
  logger.info("The processor has ended; nothing is left in progress");
}

/** Rejects when a stop takes longer than this. */
async function tooLate({ stopping, ended }: Lifetime, limitMs: number): Promise<void> {
  await aborted(stopping);
  await pauseOrAbort(limitMs, ended);
  if (!ended.aborted) throw new DrainTimeoutError(limitMs);
}
