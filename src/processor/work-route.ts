import type { Hono } from "hono";
import { answerWork, type AnswerOptions } from "./answer-work.ts";
import { HttpProblemError, type Problem } from "../http/problem.ts";
import { readJsonBody } from "../http/request-body.ts";
import { decodeWorkItem, maxMessageBytes } from "../protocol/codec.ts";
import { MalformedMessageError } from "../protocol/malformed-message.ts";

export interface WorkRouteOptions extends Omit<AnswerOptions, "client"> {
  /** Items at once; more are sent away for a moment. */
  readonly concurrency: number;
  /** Aborts when nothing new is to be taken. */
  readonly stop: AbortSignal;
}

/** POST /work: does one item, and answers with what it yields. */
export function addWorkRoute(app: Hono, options: WorkRouteOptions): void {
  let inWork = 0;
  app.post("/work", async ({ req }) => {
    if (options.stop.aborted) throw busy("The processor is stopping. Ask another one.");
    if (inWork >= options.concurrency)
      throw busy(`The processor works on ${inWork} requests already, as many as it takes at once.`);
    inWork++;
    try {
      const item = decodeWorkItem(await readJsonBody(req.raw, maxMessageBytes));
      return await answerWork(item, { ...options, client: req.raw.signal });
    } finally {
      inWork--;
    }
  });
}

function busy(detail: string): HttpProblemError {
  return new HttpProblemError({ title: "Busy", status: 503, detail, headers: { "retry-after": "1" } });
}

/** The answer to a body that is no item; undefined for any other error. */
export function malformedItem(error: unknown): Problem | undefined {
  if (!(error instanceof MalformedMessageError)) return undefined;
  const errors = error.where.field === undefined ? [] : [{ path: error.where.field, message: error.summary }];
  return { title: "Not a work item", status: 400, detail: error.message, errors };
}
