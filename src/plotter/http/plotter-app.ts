import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { compression } from "../../http/compression.ts";
import { hostGuard } from "../../http/host-guard.ts";
import { installProblems, problemResponse } from "../../http/problem.ts";
import { requestMetrics } from "../../http/request-metrics.ts";
import { holdFor, sendInPieces } from "../../http/send-in-pieces.ts";
import { createTokenGuard } from "../../http/token-guard.ts";
import { createLaneWatch } from "../../operations/lane-states.ts";
import { pathBelow, redirectToBase } from "./base-path.ts";
import { analysisRoutes } from "./analysis-routes.ts";
import { ChangeRate } from "./change-rate.ts";
import { changeRoutes } from "./change-routes.ts";
import { downloadRoutes } from "./download-routes.ts";
import { EventHub } from "./event-hub.ts";
import { eventRoutes } from "./event-routes.ts";
import { checkRoutes } from "./check-routes.ts";
import { exportRoutes } from "./export-routes.ts";
import { fitRoutes } from "./fit-routes.ts";
import { changeGuard, type PlotterToken, securityHeaders } from "./guards.ts";
import { laneMetrics } from "./lane-metrics.ts";
import { MemoryBudget } from "./memory-budget.ts";
import { openApiDocument } from "./openapi.ts";
import { operationsRoutes } from "./operations-routes.ts";
import { pageRoutes } from "./page-routes.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { plotterMetrics } from "./plotter-metrics.ts";
import { plotterProblemOf } from "./plotter-problems.ts";
import { unknownPage } from "./unknown-page.ts";
import { presetRoutes } from "./preset-routes.ts";
import { resultRoutes } from "./result-routes.ts";
import type { PlotterRoute } from "./route.ts";
import { serviceRoutes } from "./service-routes.ts";

/** The HTTP interface of a plotter, with its page. Its event streams end when `deps.stop` aborts. */
export function createPlotterApp(deps: PlotterAppDeps): Hono {
  const { book, logger, metrics, limits, unsent, stop, heartbeatMs, basePath = "" } = deps;
  const events = new EventHub({
    book,
    logger,
    limits: { total: limits.streams, perClient: limits.streamsPerClient },
    ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
  });
  stop?.addEventListener("abort", () => {
    events.close();
  });
  const tokens = [...(deps.tokens ?? []), ...(deps.token === undefined ? [] : [{ token: deps.token }])];
  const memory = new MemoryBudget(book, limits.memoryBudget ?? Infinity);
  const lanes = createLaneWatch(deps.broker, deps.lanes);
  const countLog = plotterMetrics(metrics, book, events, memory);
  const countLanes = laneMetrics(metrics, deps.lanes, lanes);
  let openApi: string | undefined;
  const routes: readonly PlotterRoute[] = [
    ...changeRoutes(deps, memory),
    ...checkRoutes(deps),
    ...analysisRoutes(deps),
    ...eventRoutes({ book, events }),
    ...resultRoutes(deps),
    ...downloadRoutes(deps),
    ...exportRoutes(deps),
    ...fitRoutes(deps),
    ...presetRoutes(),
    ...operationsRoutes(deps, lanes),
    ...serviceRoutes(
      deps,
      async () => {
        await countLanes();
        countLog();
      },
      () => (openApi ??= JSON.stringify(openApiDocument(routes, deps.version, tokens.length > 0))),
    ),
    ...pageRoutes(deps.assets),
  ];
  const app = new Hono({ getPath: pathBelow(basePath) });
  installProblems(app, {
    logger,
    problemOf: plotterProblemOf,
    pageOf: (c) => unknownPage(c, deps.assets, basePath),
  });
  if (deps.proxies !== undefined) app.use(deps.proxies);
  const packing = compression((c) => holdFor(c, unsent));
  app.use(requestMetrics(metrics), securityHeaders(), sendInPieces(unsent), packing, hostGuard(deps.allowedHosts));
  app.use(redirectToBase(basePath), refuseMethods(app));
  app.use(
    changeGuard(
      new ChangeRate(limits.changesPerMinute),
      tokens.length === 0 ? undefined : createTokenGuard<PlotterToken>(tokens),
    ),
  );
  for (const { method, path, handle } of routes) app.on(method, path, handle);
  return app;
}

/** 405 for a path that there is, with what can be done with it. */
function refuseMethods(app: Hono) {
  return methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) =>
      problemResponse(
        {
          title: "Method not allowed",
          status: 405,
          detail: `${c.req.path} takes ${methods.join(", ")}, not ${c.req.method}.`,
          headers: { allow: methods.join(", ") },
        },
        c.req.path,
      ),
  });
}
