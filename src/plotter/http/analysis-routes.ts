import { refTo } from "../../protocol/documents/document-schemas.ts";
import { toJsonText } from "../../protocol/documents/json-text.ts";
import { toAnalysisDocument, toAnalysisSummary } from "../../protocol/documents/to-analysis-document.ts";
import { answerJson, answerTagged, stateTag } from "./answer-json.ts";
import { caughtUp, findAnalysis, idOf } from "./find-analysis.ts";
import { answerPage, wantsPage } from "./page-routes.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { flagIn, wholeNumberIn } from "./query.ts";
import { etagHeader, idParameter, json, notModified, problems, samplesParameter, type PlotterRoute } from "./route.ts";

const listLimit = { default: 100, most: 1000 };

/** What there is, and what is known of each. */
export function analysisRoutes(deps: PlotterAppDeps): PlotterRoute[] {
  return [listRoute(deps), documentRoute(deps), specRoute(deps)];
}

function listRoute({ book }: PlotterAppDeps): PlotterRoute {
  return {
    method: "GET",
    path: "/analyses",
    operation: {
      operationId: "listAnalyses",
      tags: ["analyses"],
      summary: "List the analyses",
      parameters: [
        {
          name: "limit",
          in: "query",
          description: `At most so many, up to ${listLimit.most}. Default ${listLimit.default}.`,
          schema: { type: "integer", minimum: 1 },
        },
      ],
      responses: { "200": json("The newest first.", refTo("AnalysisList")), ...problems(400, 503) },
    },
    handle: async (c) => {
      const limit = wholeNumberIn(c, "limit", 1, listLimit.most) ?? listLimit.default;
      await caughtUp(book);
      const analyses = book.list().slice(0, limit);
      return answerJson(
        toJsonText({ analyses: analyses.map((analysis) => toAnalysisSummary(analysis.view(), analysis.sequence)) }),
      );
    },
  };
}

function documentRoute({ book, assets }: PlotterAppDeps): PlotterRoute {
  return {
    method: "GET",
    path: "/analyses/:id",
    operation: {
      operationId: "getAnalysis",
      tags: ["analyses"],
      summary: "The state of an analysis",
      description: "For a browser (Accept: text/html), the page that shows it.",
      parameters: [idParameter, samplesParameter],
      responses: {
        "200": {
          ...json("All that is known.", refTo("AnalysisDocument"), etagHeader),
          content: {
            "application/json": { schema: refTo("AnalysisDocument") },
            "text/html": { schema: { type: "string" } },
          },
        },
        ...notModified,
        ...problems(400, 404, 503),
      },
    },
    handle: async (c) => {
      if (wantsPage(c, assets)) return answerPage(c, assets);
      const samples = flagIn(c, "samples");
      const analysis = await findAnalysis(book, idOf(c));
      return answerTagged(c, stateTag(analysis), () =>
        toJsonText(toAnalysisDocument(analysis.view(), analysis.sequence, { samples })),
      );
    },
  };
}

function specRoute({ book }: PlotterAppDeps): PlotterRoute {
  return {
    method: "GET",
    path: "/analyses/:id/spec",
    operation: {
      operationId: "getSpec",
      tags: ["analyses"],
      summary: "The specification of an analysis",
      description: "Complete, with every default filled in. Sent back to POST /analyses, it is the same analysis.",
      parameters: [idParameter],
      responses: {
        "200": json("The specification.", refTo("AnalysisSpec"), etagHeader),
        ...notModified,
        ...problems(404, 503),
      },
    },
    handle: async (c) => {
      const { id, ledger } = await findAnalysis(book, idOf(c));
      // The id follows from the specification.
      return answerTagged(c, `"spec-${id}"`, () => toJsonText(ledger.view().spec));
    },
  };
}
