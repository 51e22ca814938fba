import { ConfigError } from "../config/config-error.ts";
import { hostsFor } from "../http/host-guard.ts";
import { listen } from "../http/listen.ts";
import { pauseOrAbort } from "../async/pause.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { createServiceApp } from "../http/service-app.ts";
import { createAutoscalerCounts } from "../autoscaler/autoscaler-counts.ts";
import { Autoscaler } from "../autoscaler/autoscaler.ts";
import { createDockerEngine } from "../autoscaler/docker-engine.ts";
import { readLanes } from "../autoscaler/read-lanes.ts";
import type { ServiceContext } from "./run-service.ts";

/** The longest that the plotter or the engine may take for an answer. */
const limitMs = 10_000;
const longestPauseMs = 60_000;

/**
 * The autoscaler as a service: one round after the other until `stop`. It waits for a plotter or an engine that is away.
 * @throws {AppError} if the settings do not fit together or a port is not to be had.
 */
export async function serveAutoscaler({ config, logger, stop }: ServiceContext): Promise<void> {
  const { dockerUrl, port, dryRun, intervalMs, ...defaults } = config.autoscaler;
  if (defaults.min > defaults.max)
    throw new ConfigError([
      {
        name: "HZZ_AUTOSCALER_MIN",
        problem: `is ${defaults.min}; expected no more than HZZ_AUTOSCALER_MAX (${defaults.max})`,
      },
    ]);
  const metrics = createMetrics("autoscaler", { process: true });
  const autoscaler: Autoscaler = new Autoscaler({
    readLanes: () => readLanes(config.serverUrl, stop, limitMs),
    engine: createDockerEngine(dockerUrl, stop, limitMs),
    counts: createAutoscalerCounts(metrics, dryRun, () => autoscaler.ageMs / 1000),
    logger,
    defaults,
    dryRun,
    // A slow answer is no gap; a machine that slept is one.
    longestGapMs: 3 * intervalMs + 2 * limitMs,
    now: () => performance.now(),
  });
  const unready = () => Promise.resolve(stop.aborted ? "The autoscaler is stopping." : autoscaler.unready);
  const app = createServiceApp({ logger, metrics, allowedHosts: hostsFor(config.host), unready });
  await using server = await listen((request, env) => app.fetch(request, env), { host: config.host, port });
  logger.info("The autoscaler is up", { url: server.url, docker: dockerUrl, plotter: config.serverUrl, dryRun });
  await rounds(autoscaler, intervalMs, stop);
  logger.info("The autoscaler has ended");
}

async function rounds(autoscaler: Autoscaler, intervalMs: number, stop: AbortSignal): Promise<void> {
  const isStopped = () => stop.aborted;
  let failures = 0;
  while (!isStopped()) {
    try {
      failures = (await autoscaler.round()) ? 0 : failures + 1;
    } catch (error) {
      // What was asked when the signal came.
      if (isStopped()) return;
      throw error;
    }
    const pauseMs = Math.min(intervalMs * 2 ** Math.min(failures, 16), Math.max(intervalMs, longestPauseMs));
    await pauseOrAbort(pauseMs, stop);
  }
}
