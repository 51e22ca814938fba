import { Hono } from "hono";
import { hostGuard } from "../http/host-guard.ts";
import { installProblems } from "../http/problem.ts";
import { createReadiness } from "../http/readiness.ts";
import { requestMetrics } from "../http/request-metrics.ts";
import type { Logger } from "../logging/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";

export interface AutoscalerAppOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Names by which the server may be asked, without port; undefined: any. */
  readonly allowedHosts: readonly string[] | undefined;
  /** Why nothing is scaled now; undefined: it is. */
  readonly unready: () => string | undefined;
}

/** For whoever runs the autoscaler: GET /healthz, /readyz, /startedz and /metrics. */
export function createAutoscalerApp({ logger, metrics, allowedHosts, unready }: AutoscalerAppOptions): Hono {
  const app = new Hono();
  app.use(requestMetrics(metrics));
  installProblems(app, { logger });
  app.use(hostGuard(allowedHosts));
  app.use(async (c, next) => {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  const readiness = createReadiness(() => Promise.resolve(unready()));
  app.get("/readyz", async (c) => {
    await readiness.checkReady();
    return c.json({ status: "ready" });
  });
  app.get("/startedz", async (c) => {
    await readiness.checkStarted();
    return c.json({ status: "started" });
  });
  app.get("/metrics", async (c) => c.body(await metrics.text(), 200, { "content-type": metrics.contentType }));
  return app;
}
