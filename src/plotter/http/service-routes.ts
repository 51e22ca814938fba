import { createReadiness } from "../../http/readiness.ts";
import { refTo } from "../../protocol/documents/document-schemas.ts";
import { answerJson } from "./answer-json.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { json, problems, type PlotterRoute } from "./route.ts";

const health = JSON.stringify({ status: "ok" });
const ready = JSON.stringify({ status: "ready" });
const started = JSON.stringify({ status: "started" });

/**
 * For whoever runs the service.
 *
 * @param countNow brings the metrics up to date
 * @param openApi the OpenAPI document as JSON
 */
export function serviceRoutes(
  deps: PlotterAppDeps,
  countNow: () => void | Promise<void>,
  openApi: () => string,
): PlotterRoute[] {
  const { metrics } = deps;
  const readiness = createReadiness(() => unready(deps));
  return [
    {
      method: "GET",
      path: "/healthz",
      operation: {
        operationId: "getHealth",
        tags: ["service"],
        summary: "Whether the process is alive",
        responses: { "200": json("It is.", refTo("Health")) },
      },
      handle: () => answerJson(health),
    },
    {
      method: "GET",
      path: "/readyz",
      operation: {
        operationId: "getReadiness",
        tags: ["service"],
        summary: "Whether requests should be sent here",
        description: "Ready when the log that was there at the start is read, and the broker answers.",
        responses: { "200": json("They should.", refTo("Health")), ...problems(503) },
      },
      handle: async () => {
        await readiness.checkReady();
        return answerJson(ready);
      },
    },
    {
      method: "GET",
      path: "/startedz",
      operation: {
        operationId: "getStart",
        tags: ["service"],
        summary: "Whether the service has started",
        description:
          "It has from the moment on at which it was ready for the first time, also while the broker is away later.",
        responses: { "200": json("It has.", refTo("Health")), ...problems(503) },
      },
      handle: async () => {
        await readiness.checkStarted();
        return answerJson(started);
      },
    },
    {
      method: "GET",
      path: "/metrics",
      operation: {
        operationId: "getMetrics",
        tags: ["service"],
        summary: "Metrics for Prometheus",
        responses: {
          "200": { description: "In the text format.", content: { "text/plain": { schema: { type: "string" } } } },
        },
      },
      handle: async () => {
        await countNow();
        const headers = { "content-type": metrics.contentType, "cache-control": "no-store" };
        return new Response(await metrics.text(), { headers });
      },
    },
    {
      method: "GET",
      path: "/openapi.json",
      operation: {
        operationId: "getOpenApi",
        tags: ["service"],
        summary: "This document",
        responses: { "200": json("OpenAPI 3.1.", { type: "object" }) },
      },
      handle: () => answerJson(openApi()),
    },
  ];
}

/** Why no requests should be sent here now; undefined: it is ready. */
async function unready({ stop, book, broker }: PlotterAppDeps): Promise<string | undefined> {
  if (stop?.aborted === true) return "The plotter is stopping.";
  if (!book.isCaughtUp) return "The plotter is still reading the log.";
  try {
    await broker.checkReachable();
    return undefined;
  } catch {
    // Whatever it was: the one who probes is told, each time.
    return "The broker does not answer.";
  }
}
