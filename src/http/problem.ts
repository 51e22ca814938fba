import type { Context, Env, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { AppError } from "../errors/app-error.ts";
import type { Logger } from "../logging/logger.ts";

/** What went wrong with a request, as RFC 9457 tells it. */
export interface Problem {
  /** URI of the kind of problem; `about:blank` where status and title say all. */
  readonly type?: string;
  /** The kind of problem in a few words, the same each time. */
  readonly title: string;
  readonly status: number;
  /** What is wrong this time, what was expected, and what to do. */
  readonly detail: string;
  /** The fields at fault, where there are any; `path` such as `cuts[2].expression`. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  /** Headers of the answer, such as Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the document; they cannot replace one of the above. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** The media type of a problem document. */
export const PROBLEM_TYPE = "application/problem+json";

/**
 * The answer that tells a problem.
 * @param instance path of the request that met it
 * @see RFC 9457, section 3 (members of a problem document).
 */
export function problemResponse(problem: Problem, instance?: string): Response {
  const { type = "about:blank", title, status, detail, errors, headers, extensions } = problem;
  const document = {
    ...extensions,
    type,
    title,
    status,
    detail,
    ...(instance === undefined ? {} : { instance }),
    ...(errors === undefined ? {} : { errors }),
  };
  return new Response(`${JSON.stringify(document)}\n`, {
    status,
    headers: { "cache-control": "no-store", ...headers, "content-type": PROBLEM_TYPE },
  });
}

/** Thrown by whoever handles a request and cannot answer it; the problem is the answer. Of 429 and 503 another try may help later. */
export class HttpProblemError extends AppError {
  readonly retry: "never" | "later";
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.title}: ${problem.detail}`, {}, options);
    this.problem = problem;
    this.retry = problem.status === 429 || problem.status === 503 ? "later" : "never";
  }
}

/** How a floor above tells errors of its own classes to a client; undefined: not one of them. */
export type ProblemOf = (error: unknown) => Problem | undefined;

/**
 * Makes every error and every unknown path of an app a problem document.
 *
 * What nobody foresaw is logged once with its stack, and the client is told no more than that it happened.
 * When the client has gone meanwhile, nobody reads the answer, and nothing is logged above level debug.
 */
export function installProblems<E extends Env>(
  app: Hono<E>,
  options: {
    readonly logger: Logger;
    readonly problemOf?: ProblemOf;
    /** What people get at an unknown path in place of a document; undefined: nothing else. */
    readonly pageOf?: (c: Context<E>) => Response | undefined;
  },
): void {
  const { logger, problemOf = () => undefined, pageOf = () => undefined } = options;
  app.notFound((c) => {
    const { method, path } = c.req;
    const detail = `There is nothing here for ${method} ${path}.`;
    return pageOf(c) ?? problemResponse({ title: "Not found", status: 404, detail }, path);
  });
  app.onError((error, { req }) => {
    const problem = foreseen(error) ?? problemOf(error);
    if (problem !== undefined) return problemResponse(problem, req.path);
    const request = { method: req.method, path: req.path };
    if (req.raw.signal.aborted) {
      logger.debug("the client went away before its request was answered", { ...request, error });
      return new Response(null, { status: CLIENT_GONE });
    }
    logger.error("a request failed", { ...request, error });
    return problemResponse(
      {
        title: "Internal error",
        status: 500,
        detail: "The service failed to answer this request. The reason is in its log.",
      },
      req.path,
    );
  });
}

/** Not of any RFC, but what web servers write into their logs for it; no client ever sees it. */
const CLIENT_GONE = 499;

function foreseen(error: unknown): Problem | undefined {
  if (error instanceof HttpProblemError) return error.problem;
  // What Hono's own middleware throws, such as its limit of a body.
  if (error instanceof HTTPException && error.status < 500)
    return { title: "Request refused", status: error.status, detail: error.message };
  return undefined;
}
