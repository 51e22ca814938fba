import { Hono } from "hono";
import { buildWith, type StageCode } from "../analysis/kernel/build-code.ts";
import { presetNames } from "../analysis/presets/presets.ts";
import type { Config } from "../config/settings.ts";
import { accessForAll } from "../config/settings.ts";
import { CorrectionReader } from "../corrections/correction-reader.ts";
import { HttpProblemError, installProblems } from "../http/problem.ts";
import { createTokenGuard } from "../http/token-guard.ts";
import type { Logger } from "../logging/logger.ts";
import { checkUrlByName } from "../rootio/source/name-rules.ts";
import type { SourceOptions } from "../rootio/source/open-source.ts";
import { Corrections } from "./corrections.ts";
import { RecipeNotGivenError } from "./errors.ts";
import { unobserved } from "./item-observer.ts";
import { Kernels } from "./kernels.ts";
import type { CompleteItem } from "./kept-recipes.ts";
import { OpenTrees } from "./open-trees.ts";
import type { ProcessItem } from "./process-context.ts";
import { processWorkItem } from "./process-work-item.ts";
import { addWorkRoute, malformedItem } from "./work-route.ts";

export interface EdgeFunctionOptions {
  readonly config: Pick<
    Config,
    "allowedOrigins" | "privateOrigins" | "token" | "tokens" | "retryDelayMs" | "workers" | "http" | "reading"
  >;
  /** Code of kernels by its text, for platforms that make none from text. */
  readonly prebuilt: ReadonlyMap<string, StageCode>;
  readonly logger: Logger;
}

/**
 * POST /work and GET /healthz, for a function platform: web-standard, without a broker, threads or files. It keeps nothing between requests
 * but kernels: such platforms forbid one request to use what another has opened.
 */
export function createEdgeFunction(options: EdgeFunctionOptions): (request: Request) => Promise<Response> {
  const { config, prebuilt, logger } = options;
  const app = new Hono();
  installProblems(app, { logger, problemOf: malformedItem });
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  const tokens = [...(config.token === "" ? [] : [{ token: config.token }]), ...config.tokens];
  if (tokens.length > 0) {
    const guard = createTokenGuard(tokens);
    app.use("/work", async (c, next) => {
      const login = await guard(c.req.header("authorization"));
      if (login instanceof HttpProblemError) throw login;
      await next();
    });
  }
  const source = sourceWith(config);
  const corrections = new Corrections(new CorrectionReader({ mirrors: [], source }));
  const kernels = new Kernels(corrections, buildWith(prebuilt, presetNames()));
  const never = new AbortController().signal;
  addWorkRoute(app, {
    process: processWith(config, source, kernels),
    complete: withOwnRecipe,
    logger,
    observer: unobserved,
    retryDelayMs: config.retryDelayMs,
    concurrency: config.workers,
    stop: never,
    handBack: never,
  });
  return async (request) => app.fetch(request);
}

function sourceWith(config: EdgeFunctionOptions["config"]): SourceOptions {
  const rules = accessForAll(config);
  return { ...config.http, checkUrl: (url: URL) => checkUrlByName(url, rules) };
}

function processWith(config: EdgeFunctionOptions["config"], source: SourceOptions, kernels: Kernels): ProcessItem {
  return async (item, context) => {
    await using trees = new OpenTrees({ mirrors: [], source, limits: config.reading });
    await processWorkItem(item, context, { trees, kernels });
  };
}

const withOwnRecipe: CompleteItem = (item) => {
  const { recipe } = item;
  return typeof recipe === "string"
    ? Promise.reject(new RecipeNotGivenError(recipe))
    : Promise.resolve({ ...item, recipe });
};
