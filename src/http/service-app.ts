import { Hono } from "hono";
import { hostGuard } from "./host-guard.ts";
import { installProblems, type ProblemOf } from "./problem.ts";
import { createReadiness } from "./readiness.ts";
import { requestMetrics } from "./request-metrics.ts";
import type { Logger } from "../logging/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";

/** What the service itself brings to what all services have in common. */
export interface ServiceAppOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Names by which the server may be asked, without port; undefined: any. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** The answers to errors of the service's own. */
  readonly problemOf?: ProblemOf;
  /** Why the service does not do its work now; undefined: it does. */
  readonly unready: () => Promise<string | undefined>;
}

/** What whoever runs a service asks of it: GET /healthz, /readyz, /startedz and /metrics. The service adds what else it answers. */
export function createServiceApp({ logger, metrics, allowedHosts, problemOf, unready }: ServiceAppOptions): Hono {
  const app = new Hono();
  app.use(requestMetrics(metrics));
  installProblems(app, { logger, ...(problemOf === undefined ? {} : { problemOf }) });
  app.use(hostGuard(allowedHosts));
  app.use(async (c, next) => {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  const readiness = createReadiness(unready);
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
