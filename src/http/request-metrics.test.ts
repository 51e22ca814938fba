import { Hono } from "hono";
import { expect, it } from "vitest";
import { installProblems } from "./problem.ts";
import { requestMetrics } from "./request-metrics.ts";
import { createLogger } from "../logging/logger.ts";
import { createMetrics } from "../metrics/metrics.ts";

function setup() {
  const metrics = createMetrics("x");
  const app = new Hono();
  app.use(requestMetrics(metrics));
  installProblems(app, { logger: createLogger({ level: "error", format: "text", write: () => undefined }) });
  app.get("/analyses/:id", (c) => c.text(c.req.param("id")));
  app.post("/broken", () => {
    throw new Error("broken");
  });
  const counts = async () =>
    (await metrics.text())
      .split("\n")
      .flatMap((line) => /^hzz_x_http_request_duration_seconds_count(.*)$/.exec(line)?.[1] ?? []);
  return { app, counts };
}

it("counts by method, route pattern and status", async () => {
  const { app, counts } = setup();
  await app.request("/analyses/a1");
  await app.request("/analyses/a2");
  await app.request("/broken", { method: "POST" });
  expect(await counts()).toEqual([
    '{method="GET",route="/analyses/:id",status="200"} 2',
    '{method="POST",route="/broken",status="500"} 1',
  ]);
});

it("makes one series of all paths that there are not, and of all methods that nobody knows", async () => {
  const { app, counts } = setup();
  await app.request("/x");
  await app.request("/y");
  await app.request("/x", { method: "BREW" });
  await app.request("/y", { method: "SIP" });
  expect(await counts()).toEqual([
    '{method="GET",route="/*",status="404"} 2',
    '{method="other",route="/*",status="404"} 2',
  ]);
});
