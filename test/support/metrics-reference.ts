import { createAutoscalerCounts } from "../../src/autoscaler/autoscaler-counts.ts";
import { createServiceApp } from "../../src/http/service-app.ts";
import { createBridgeCounts } from "../../src/bridge/bridge-counts.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { createMemoryBroker } from "../../src/messaging/memory.ts";
import { createMetrics, type MetricDescription, type Metrics } from "../../src/metrics/metrics.ts";
import { FunctionPool } from "../../src/processor/functions/function-pool.ts";
import { createProcessorModule } from "../../src/processor/processor-module.ts";
import { createTestPlotter } from "./plotter-app.ts";

/** What each service registers when it is put together, without being started. Those that a service adds while it is wired are missing. */
export async function registeredMetrics(): Promise<ReadonlyMap<string, readonly MetricDescription[]>> {
  const logger = createLogger({ level: "error", format: "json", write: () => undefined });
  const of = async (service: string, fill: (metrics: Metrics) => unknown) => {
    const metrics = createMetrics(service);
    await fill(metrics);
    return [service, metrics.descriptions] as const;
  };
  const allowedHosts = undefined;
  const never = new AbortController().signal;
  return new Map([
    await of("plotter", async (metrics) => {
      (await createTestPlotter({ metrics })).stop();
    }),
    await of("processor", (metrics) => {
      metrics.gaugeOf("worker_threads", "Worker threads that are up.", () => 0);
      new FunctionPool({ functions: [], perFunction: 1, token: "", timeoutMs: 1, logger, metrics });
      return createProcessorModule({
        broker: createMemoryBroker(),
        process: () => Promise.resolve(),
        logger,
        metrics,
        maxDeliveries: 1,
        retryDelayMs: 1,
        concurrency: 1,
        isConsuming: () => true,
        stop: never,
        handBack: never,
      });
    }),
    await of("bridge", (metrics) => {
      createBridgeCounts(metrics);
      createServiceApp({ logger, metrics, allowedHosts, unready: () => Promise.resolve(undefined) });
    }),
    await of("autoscaler", (metrics) => {
      createAutoscalerCounts(metrics, false, () => 0);
      createServiceApp({ logger, metrics, allowedHosts, unready: () => Promise.resolve(undefined) });
    }),
  ]);
}

const introductions: Readonly<Record<string, string>> = {
  plotter: "At `/metrics` of its port, 8080.",
  processor: "At `/metrics` of its port, 8081. What came by HTTP and not from a lane counts for the lane `(http)`.",
  bridge: "At `/metrics` of its port, 8082.",
  autoscaler: "At `/metrics` of its port, 8083. A gauge of what is not known just now is NaN.",
};

/** The page `docs/metrics.md`, not yet formatted. */
export function metricsPage(services: ReadonlyMap<string, readonly MetricDescription[]>): string {
  return [
    "# Metrics",
    "Written from the code by a test; `npx vitest run test/metrics-reference.test.ts -u` writes it again.",
    "Every service answers `GET /metrics` in the text format of Prometheus. A name ends in its unit (`_seconds`, `_bytes`, a counter also in `_total`) or counts what it " +
      "names. In brackets are its kind and its labels. [deploy/observability](../deploy/observability/README.md) has a configuration of Prometheus, rules, and a dashboard for Grafana.",
    "All services also report what Node knows of its process: `process_cpu_seconds_total`, `process_resident_memory_bytes`, `process_open_fds`, `nodejs_eventloop_lag_p99_seconds`, " +
      "`nodejs_heap_size_used_bytes` and more of these kinds.",
    ...[...services].flatMap(([service, metrics]) => [
      `## ${service[0]!.toUpperCase()}${service.slice(1)}`,
      introductions[service]!,
      metrics.map(point).join("\n"),
    ]),
    "",
  ].join("\n\n");
}

function point({ name, kind, labelNames, help }: MetricDescription): string {
  const labels = labelNames.length === 0 ? "" : ` by ${labelNames.map((label) => `\`${label}\``).join(", ")}`;
  return `- \`${name}\` (${kind}${labels}): ${help}`;
}
