import { createReadiness } from "../../http/readiness.ts";
import { whyAway } from "../../messaging/why-away.ts";
import { healthSchema } from "../../protocol/documents/answer-documents.ts";
import { answerJson } from "./answer-json.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { anyText, json, type PlotterRoute } from "./route.ts";

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
      operationId: "getHealth",
      tag: "service",
      summary: "Whether the process is alive",
      answers: { 200: json("It is.", healthSchema) },
      handle: () => answerJson(health),
    },
    {
      method: "GET",
      path: "/readyz",
      operationId: "getReadiness",
      tag: "service",
      summary: "Whether requests should be sent here",
      description: "Ready when the log that was there at the start is read, and the broker answers.",
      answers: { 200: json("They should.", healthSchema) },
      problems: [503],
      handle: async () => {
        await readiness.checkReady();
        return answerJson(ready);
      },
    },
    {
      method: "GET",
      path: "/startedz",
      operationId: "getStart",
      tag: "service",
      summary: "Whether the service has started",
      description: "It has started once it was ready for the first time, even if the broker is away later.",
      answers: { 200: json("It has.", healthSchema) },
      problems: [503],
      handle: async () => {
        await readiness.checkStarted();
        return answerJson(started);
      },
    },
    {
      method: "GET",
      path: "/metrics",
      operationId: "getMetrics",
      tag: "service",
      summary: "Metrics for Prometheus",
      answers: {
        200: { description: "In the text format.", content: { "text/plain": anyText } },
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
      operationId: "getOpenApi",
      tag: "service",
      summary: "This document",
      answers: { 200: json("OpenAPI 3.1.", { type: "object" }) },
      handle: () => answerJson(openApi()),
    },
  ];
}

/** Why no requests should be sent here now; undefined: it is ready. */
async function unready({ stop, book, broker }: PlotterAppDeps): Promise<string | undefined> {
  if (stop?.aborted === true) return "The plotter is stopping.";
  const away = await whyAway(broker);
  if (away !== undefined || book.isCaughtUp) return away;
  return "The plotter is still reading the log.";
}
