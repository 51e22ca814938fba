import { MalformedJsonError, SpecError } from "../../analysis/spec-error.ts";
import { BusyCheckingError } from "../../check/check-on-request.ts";
import { BusyCountingError, type CountOnRequest, NoSampleToCountError } from "../../check/count-events.ts";
import { AppError } from "../../errors/app-error.ts";
import { HttpProblemError } from "../../http/problem.ts";
import { type EventCount, eventCountSchema } from "../../protocol/documents/event-count-document.ts";
import { refusedCheck, type SpecCheck, specCheckSchema } from "../../protocol/documents/spec-check-document.ts";
import { toJsonText } from "../../protocol/documents/json-text.ts";
import { answerJson } from "./answer-json.ts";
import { askedSpecOf } from "./asked-spec.ts";
import { queryText } from "./parameters.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { json, type PlotterRoute, refTo } from "./route.ts";

/** What can be said of a specification before it is started. */
export function checkRoutes(deps: PlotterAppDeps): PlotterRoute[] {
  const { countOnRequest } = deps;
  return [checkRoute(deps), ...(countOnRequest === undefined ? [] : [countRoute(deps, countOnRequest)])];
}

/** What is sent to start an analysis. */
const body = {
  schema: { anyOf: [refTo("PresetRequest"), refTo("AnalysisSpec")] },
  examples: { preset: { summary: "A preset", value: { preset: "hzz-2020" } } },
};

function checkRoute(deps: PlotterAppDeps): PlotterRoute {
  const { checkOnRequest, stop } = deps;
  const check = async (request: Request): Promise<SpecCheck> => {
    try {
      const asked = await askedSpecOf(request, deps);
      if (checkOnRequest === undefined)
        throw unavailable("This server checks nothing before it is started; use hzz check.");
      const found = await checkOnRequest(asked, stop);
      const problems = found.problems.map(({ path, message }) => ({ path: asked.pathInRequest(path), message }));
      return { ...found, problems };
    } catch (error) {
      if (error instanceof SpecError && !(error instanceof MalformedJsonError)) return refusedCheck(error.problems);
      if (error instanceof BusyCheckingError) throw unavailable(`${error.summary}.`);
      throw error;
    }
  };
  return {
    method: "POST",
    path: "/specifications/check",
    operationId: "checkSpecification",
    tag: "analyses",
    summary: "Check a specification without starting it",
    description:
      "What is sent to start an analysis. The answer is that of `hzz check --json`: everything that is wrong, types of all expressions, what is read " +
      "and when. A file of each sample is opened, if that can be done within seconds; toys that are not made yet are not.",
    body,
    answers: { 200: json("What was found; `problems` is empty if nothing is wrong.", specCheckSchema) },
    problems: [400, 403, 413, 415, 429, 503],
    handle: async (c) => answerJson(toJsonText(await check(c.req.raw))),
  };
}

const wantedSample = queryText("sample", "Whose first file is read. Default: the first one.");

/** Whether it is there tells whether events are counted. */
function countRoute(deps: PlotterAppDeps, countOnRequest: CountOnRequest): PlotterRoute {
  const { stop } = deps;
  const count = async (request: Request, sample: string | undefined): Promise<EventCount> => {
    const asked = await askedSpecOf(request, deps);
    // Whoever writes on asks again, and does not wait for this.
    const signal = stop === undefined ? request.signal : AbortSignal.any([request.signal, stop]);
    try {
      return await countOnRequest(asked, sample, signal);
    } catch (error) {
      if (error instanceof BusyCountingError) throw notCounted(503, `${error.summary}.`);
      if (error instanceof NoSampleToCountError) throw notCounted(404, `${error.summary}.`);
      if (error instanceof AppError) throw notCounted(422, error.message);
      throw error;
    }
  };
  return {
    method: "POST",
    path: "/specifications/count",
    operationId: "countEvents",
    tag: "analyses",
    summary: "Count what the cuts leave of one file, without starting anything",
    description:
      "What is sent to start an analysis. The first events of one file are read, as many as can be in a moment, and counted after each cut; " +
      "histograms and variations are not computed.",
    parameters: [wantedSample],
    body,
    answers: { 200: json("What is left after each cut.", eventCountSchema) },
    problems: [400, 403, 404, 413, 415, 422, 429, 503],
    handle: async (c) => answerJson(toJsonText(await count(c.req.raw, wantedSample.of(c)))),
  };
}

function unavailable(detail: string): HttpProblemError {
  return new HttpProblemError({ title: "Not checked", status: 503, detail, headers: { "retry-after": "2" } });
}

function notCounted(status: 404 | 422 | 503, detail: string): HttpProblemError {
  const later = status === 503 ? { headers: { "retry-after": "2" } } : {};
  return new HttpProblemError({ title: "Not counted", status, detail, ...later });
}
