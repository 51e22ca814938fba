import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Metrics } from "../metrics/metrics.ts";

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/**
 * Counts requests and the time until each is answered (of a stream: until it starts), by method, route and status.
 *
 * The route is the pattern (`/analyses/:id`), never the path, and a method that nobody knows is `other`: what a client
 * sends cannot make the number of time series grow. Install it first, so that it sees every answer.
 */
export function requestMetrics(metrics: Metrics): MiddlewareHandler {
  const seconds = metrics.histogram(
    "http_request_duration_seconds",
    "Time from a request to the start of its answer.",
    ["method", "route", "status"],
  );
  return async (c, next) => {
    const started = performance.now();
    await next();
    seconds.observe((performance.now() - started) / 1000, {
      method: METHODS.has(c.req.method) ? c.req.method : "other",
      route: routePath(c, -1),
      status: String(c.res.status),
    });
  };
}
