import type { Context } from "hono";
import { parseAnalysisRequest } from "../../analysis/analysis-request.ts";
import { prepareAnalysis } from "../../analysis/prepared-analysis.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import { MalformedJsonError, SpecError } from "../../analysis/spec-error.ts";
import { HttpProblemError } from "../../http/problem.ts";
import { readJsonBody } from "../../http/request-body.ts";
import { acceptAnalysis } from "../../ledger/accept-analysis.ts";
import { cancelAnalysis } from "../../ledger/cancel-analysis.ts";
import { checkPlaces } from "../check-places.ts";
import { analysisSummarySchema } from "../../protocol/documents/analysis-document.ts";
import { toAnalysisSummary } from "../../protocol/documents/to-analysis-document.ts";
import { toJsonText } from "../../protocol/documents/json-text.ts";
import { answerJson } from "./answer-json.ts";
import { caughtUp, findAnalysis } from "./find-analysis.ts";
import { InTurn } from "../../async/in-turn.ts";
import { analysisId } from "./parameters.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { json, type PlotterRoute, refTo } from "./route.ts";

/**
 * After it has written to the log, a request waits for the own book to have read it, so that the same plotter shows at once what it
 * has accepted. A book that is further behind is no reason to fail: what was written is written.
 */
const ownWordsMs = 5000;

/** Requests that write to the log. */
export function changeRoutes(deps: PlotterAppDeps): PlotterRoute[] {
  // The same start twice at once would publish its work twice, which is harmless, but work.
  const turns = new InTurn();
  return [postRoute(deps, turns), deleteRoute(deps, turns)];
}

function postRoute(deps: PlotterAppDeps, turns: InTurn): PlotterRoute {
  const { broker, book, limits, now = () => new Date() } = deps;
  const location = { Location: "Where the analysis is." };
  return {
    method: "POST",
    path: "/analyses",
    operationId: "startAnalysis",
    tag: "analyses",
    summary: "Start an analysis",
    description:
      "A whole specification, or a preset by its name with changes. The same again is the same analysis: one that runs or is complete stays as it is, " +
      "one that ended otherwise is taken up again where it ended.",
    body: {
      schema: { anyOf: [refTo("PresetRequest"), refTo("AnalysisSpec")] },
      examples: {
        preset: { summary: "A preset", value: { preset: "hzz-2020" } },
        changed: {
          summary: "A preset with another binning",
          value: { preset: "hzz-2020", axes: { m4l: { bins: 17 } } },
        },
      },
    },
    answers: {
      202: json("It has begun, or begun again.", analysisSummarySchema, location),
      200: json("It runs or is complete already.", analysisSummarySchema, location),
    },
    problems: [400, 403, 413, 415, 422, 429, 503],
    handle: async (c) => {
      const prepared = await prepareAnalysis(await specOf(c, deps));
      const { id } = prepared;
      await caughtUp(book);
      return turns.run(id, async () => {
        const known = book.get(id);
        if (known?.accepted !== true && book.list().length >= limits.analyses) throw full(limits.analyses);
        const { acceptance, run } = await acceptAnalysis(broker, prepared, now(), known?.ledger);
        await book.waitUntil(id, ({ ledger }) => ledger.run >= run, ownWordsMs);
        return summary(deps, id, acceptance === "known" ? 200 : 202, { location: `/analyses/${id}` });
      });
    },
  };
}

function deleteRoute(deps: PlotterAppDeps, turns: InTurn): PlotterRoute {
  const { broker, book, now = () => new Date() } = deps;
  return {
    method: "DELETE",
    path: "/analyses/:id",
    operationId: "cancelAnalysis",
    tag: "analyses",
    summary: "Cancel an analysis",
    description: "What is in already stays. To take it up again, start the same analysis again.",
    parameters: [analysisId],
    answers: { 202: json("It is cancelled.", analysisSummarySchema) },
    problems: [403, 404, 409, 429, 503],
    handle: async (c) => {
      const analysis = await findAnalysis(book, analysisId.of(c));
      const { id } = analysis;
      return turns.run(id, async () => {
        if (analysis.status !== "running")
          throw new HttpProblemError({
            title: "Already ended",
            status: 409,
            detail: `The analysis ${id} is ${analysis.status}, so there is nothing to cancel.`,
          });
        await cancelAnalysis(broker, id, now(), analysis.ledger.run);
        await book.waitUntil(id, ({ status }) => status !== "running", ownWordsMs);
        return summary(deps, id, 202);
      });
    },
  };
}

/** @throws {HttpProblemError} if the body cannot be read. @throws {MalformedJsonError | SpecError} if it is refused. */
async function specOf(c: Context, { limits, access, toyMaxScale, lanes }: PlotterAppDeps): Promise<AnalysisSpec> {
  const body = textOf(await readJsonBody(c.req.raw, limits.maxBodyBytes));
  const { spec, pathInRequest } = parseAnalysisRequest(body);
  const problemsOfPlaces = checkPlaces(spec, { access, toyMaxScale, lanes });
  if (problemsOfPlaces.length > 0)
    throw new SpecError(problemsOfPlaces.map(({ path, message }) => ({ path: pathInRequest(path), message })));
  return spec;
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new MalformedJsonError([{ path: "", message: "the body is not UTF-8; send JSON in UTF-8" }]);
  }
}

function full(limit: number): HttpProblemError {
  return new HttpProblemError({
    title: "Too many analyses",
    status: 503,
    detail: `This server keeps ${limit} analyses, and has that many. Those that it has can still be started again; for new ones, its log must be emptied or the limit raised (HZZ_MAX_ANALYSES).`,
    headers: { "retry-after": "3600" },
  });
}

function summary({ book }: PlotterAppDeps, id: string, status: number, headers: Record<string, string> = {}): Response {
  const analysis = book.get(id);
  if (analysis?.accepted === true)
    return answerJson(toJsonText(toAnalysisSummary(analysis.view(), analysis.sequence)), status, headers);
  throw new HttpProblemError({
    title: "Accepted, but not seen yet",
    status: 503,
    detail: `The analysis ${id} was accepted, but the log has not come back to this server. Ask for /analyses/${id} in a moment.`,
    headers: { ...headers, "retry-after": "2" },
  });
}
