import { MalformedJsonError, SpecError } from "../../analysis/spec-error.ts";
import { BusyCheckingError } from "../../check/check-on-request.ts";
import { HttpProblemError } from "../../http/problem.ts";
import { refusedCheck, type SpecCheck, specCheckSchema } from "../../protocol/documents/spec-check-document.ts";
import { toJsonText } from "../../protocol/documents/json-text.ts";
import { answerJson } from "./answer-json.ts";
import { askedSpecOf } from "./asked-spec.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { json, type PlotterRoute, refTo } from "./route.ts";

/** What can be said of a specification before it is started. */
export function checkRoutes(deps: PlotterAppDeps): PlotterRoute[] {
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
  return [
    {
      method: "POST",
      path: "/specifications/check",
      operationId: "checkSpecification",
      tag: "analyses",
      summary: "Check a specification without starting it",
      description:
        "What is sent to start an analysis. The answer is that of `hzz check --json`: everything that is wrong, types of all expressions, what is read " +
        "and when. A file of each sample is opened, if that can be done within seconds; toys that are not made yet are not.",
      body: {
        schema: { anyOf: [refTo("PresetRequest"), refTo("AnalysisSpec")] },
        examples: { preset: { summary: "A preset", value: { preset: "hzz-2020" } } },
      },
      answers: { 200: json("What was found; `problems` is empty if nothing is wrong.", specCheckSchema) },
      problems: [400, 403, 413, 415, 429, 503],
      handle: async (c) => answerJson(toJsonText(await check(c.req.raw))),
    },
  ];
}

function unavailable(detail: string): HttpProblemError {
  return new HttpProblemError({ title: "Not checked", status: 503, detail, headers: { "retry-after": "2" } });
}
