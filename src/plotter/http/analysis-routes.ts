import { analysisDocumentSchema, analysisListSchema } from "../../protocol/documents/analysis-document.ts";
import { toJsonText } from "../../protocol/documents/json-text.ts";
import { toAnalysisDocument, toAnalysisSummary } from "../../protocol/documents/to-analysis-document.ts";
import { answerJson, answerTagged, largeJsonBytes, stateTag } from "./answer-json.ts";
import { acceptedOf, caughtUp, findAnalysis } from "./find-analysis.ts";
import { readSpec } from "../../ledger/read-spec.ts";
import type { BookedAnalysis } from "../../ledger/booked-analysis.ts";
import { analysisId, queryLimit, queryName, withSamples } from "./parameters.ts";
import { answerPage, wantsPage } from "./page-routes.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { anyText, json, type PlotterRoute, refTo } from "./route.ts";
import { SharedDocuments } from "./shared-documents.ts";

const limit = queryLimit(100, 1000);
const by = queryName("by", "Only what somebody of this name started.");
const first = queryName("first", "What somebody of this name started comes first.");

/** What there is, and what is known of each. */
export function analysisRoutes(deps: PlotterAppDeps): PlotterRoute[] {
  return [listRoute(deps), documentRoute(deps), specRoute(deps)];
}

function listRoute({ book }: PlotterAppDeps): PlotterRoute {
  return {
    method: "GET",
    path: "/analyses",
    operationId: "listAnalyses",
    tag: "analyses",
    summary: "List the analyses",
    parameters: [limit, by, first],
    answers: { 200: json("The newest first; those of `first` before all others.", analysisListSchema) },
    problems: [400, 503],
    handle: async (c) => {
      const most = limit.of(c);
      const [only, before] = [by.of(c), first.of(c)];
      await caughtUp(book);
      const isBy = ({ ledger }: BookedAnalysis, name: string | undefined) =>
        name === undefined || ledger.startedBy === name;
      const wanted = book.list().filter((analysis) => isBy(analysis, only));
      const others = before === undefined ? [] : wanted.filter((analysis) => !isBy(analysis, before));
      const analyses = [...wanted.filter((analysis) => isBy(analysis, before)), ...others].slice(0, most);
      return answerJson(
        toJsonText({
          analyses: analyses.map((analysis) => toAnalysisSummary(analysis.ledger.brief(), analysis.sequence, "./")),
          sequence: book.position,
        }),
      );
    },
  };
}

function documentRoute({ book, assets }: PlotterAppDeps): PlotterRoute {
  const documents = new SharedDocuments();
  return {
    method: "GET",
    path: "/analyses/:id",
    operationId: "getAnalysis",
    tag: "analyses",
    summary: "The state of an analysis",
    description: "For a browser (Accept: text/html), the page that shows it.",
    parameters: [analysisId, withSamples],
    answers: {
      200: {
        description: "All that is known.",
        content: {
          "application/json": analysisDocumentSchema,
          "text/html": anyText,
        },
      },
    },
    problems: [400, 404, 503],
    tagged: true,
    handle: async (c) => {
      if (wantsPage(c, assets)) return answerPage(c, assets, "analyses/index.html");
      const samples = withSamples.of(c);
      const analysis = await findAnalysis(book, analysisId.of(c));
      // Taken together: until it is the document's turn, the analysis may go on.
      const [tag, view, sequence] = [stateTag(analysis), analysis.view(), analysis.sequence];
      return answerTagged(c, tag, () =>
        documents.get(`${analysis.id} ${tag} ${String(samples)}`, () =>
          largeJsonBytes(toAnalysisDocument(view, sequence, { samples })),
        ),
      );
    },
  };
}

function specRoute({ book, broker }: PlotterAppDeps): PlotterRoute {
  return {
    method: "GET",
    path: "/analyses/:id/spec",
    operationId: "getSpec",
    tag: "analyses",
    summary: "The specification of an analysis",
    description: "Complete, with every default filled in. Sent back to POST /analyses, it is the same analysis.",
    parameters: [analysisId],
    answers: {
      200: json("The specification.", refTo("AnalysisSpec")),
    },
    problems: [404, 503],
    tagged: true,
    handle: async (c) => {
      await caughtUp(book);
      const analysis = acceptedOf(book, analysisId.of(c));
      // The id follows from the specification.
      return answerTagged(c, `"spec-${analysis.id}"`, async () =>
        toJsonText(await readSpec(book, broker.log, analysis)),
      );
    },
  };
}
