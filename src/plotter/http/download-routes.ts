import type { Context } from "hono";
import { NonFiniteSumError } from "../../histogram/errors.ts";
import { HttpProblemError } from "../../http/problem.ts";
import { wholeBody } from "../../http/whole-body.ts";
import { createMemorySink } from "../../rootio/write/byte-sink.ts";
import type { AnalysisView } from "../../protocol/documents/analysis-view.ts";
import { problemSchema } from "../../protocol/documents/answer-documents.ts";
import { uhiByGroupSchema } from "../../protocol/documents/uhi-documents.ts";
import { cutflowToCsv, histogramsToCsv } from "../../results/to-csv.ts";
import { exportedFile, type ExportFormat } from "../../results/exported-file.ts";
import { StatisticsError } from "../../statistics/workspace-error.ts";
import { writeRootResults } from "../../results/write-root-results.ts";
import { uhiDocumentText } from "../../results/uhi-document.ts";
import { holdsTag, stateTag } from "./answer-json.ts";
import { findAnalysis, keptHistograms } from "./find-analysis.ts";
import { analysisId } from "./parameters.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { type Answer, anyText, type PlotterRoute } from "./route.ts";
import { SharedDocuments } from "./shared-documents.ts";

/** Whole results as files, for programs of other people. */
export function downloadRoutes(deps: PlotterAppDeps): PlotterRoute[] {
  const { version } = deps;
  const documents = new SharedDocuments();
  const csv = "text/csv; charset=utf-8; header=present";
  return [
    downloadRoute(deps, documents, {
      file: "results.root",
      operationId: "getResultsRoot",
      summary: "The result as a ROOT file",
      description:
        "A directory for each group and sample with its histograms (TH1D) and cutflow; specification, status and files as TNamed.",
      type: "application/octet-stream",
      schema: { type: "string", format: "binary" },
      content: (view) => rootBytes(view, version),
      refused: "A sum is beyond the largest float64 number; no histogram of ROOT holds it.",
    }),
    downloadRoute(deps, documents, {
      file: "results.csv",
      operationId: "getResultsCsv",
      summary: "All histograms as CSV",
      description:
        "A line for each bin of each histogram, group and sample; the first and the last bin are the flow bins.",
      type: csv,
      schema: anyText,
      content: histogramsToCsv,
    }),
    downloadRoute(deps, documents, {
      file: "cutflow.csv",
      operationId: "getCutflowCsv",
      summary: "The cutflow as CSV",
      description: "A line for each cut of each group and sample.",
      type: csv,
      schema: anyText,
      content: cutflowToCsv,
    }),
    downloadRoute(deps, documents, {
      file: "results.json",
      operationId: "getResultsJson",
      summary: "All histograms in the UHI schema, in one file",
      description: "By `<histogram>/<group>` and `<histogram>/<group>/<sample>`, as `hzz run --out` writes them.",
      type: "application/json; charset=utf-8",
      schema: uhiByGroupSchema,
      content: uhiDocumentText,
    }),
    ...models.map(({ file, operationId, format, name }) =>
      downloadRoute(deps, documents, {
        file,
        operationId,
        summary: `The statistical model ${name}`,
        description: "Made of the result as it stands, as the field `model` of the specification says.",
        type: "application/json; charset=utf-8",
        schema: { type: "object" },
        content: (view) => modelBytes(view, format, version),
        refused: "There is no statistical model of this result.",
      }),
    ),
  ];
}

const models = [
  { file: "workspace.json", operationId: "getWorkspace", format: "pyhf", name: "as a pyhf workspace" },
  { file: "workspace.hs3.json", operationId: "getHs3", format: "hs3", name: "in HS3 0.2" },
] as const;

export interface Download {
  /** Last part of the path. */
  readonly file: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly type: string;
  readonly schema: NonNullable<Answer["content"]>[string];
  readonly content: (view: AnalysisView) => string | Promise<Uint8Array<ArrayBuffer>>;
  /** When there can be no such file (409). */
  readonly refused?: string;
}

/** A route that answers with a file of an analysis as it stands, and 304 to those who have it. */
export function downloadRoute({ book }: PlotterAppDeps, documents: SharedDocuments, download: Download): PlotterRoute {
  const { file, operationId, summary, description, type, schema, content, refused } = download;
  const mediaType = type.split(";")[0]!;
  return {
    method: "GET",
    path: `/analyses/:id/${file}`,
    operationId,
    tag: "analyses",
    summary,
    description,
    parameters: [analysisId],
    answers: {
      200: { description: "The file.", content: { [mediaType]: schema } },
      ...(refused === undefined
        ? {}
        : { 409: { description: refused, content: { "application/problem+json": problemSchema } } }),
    },
    problems: [404, 503],
    tagged: true,
    handle: async (c) => {
      const analysis = await findAnalysis(book, analysisId.of(c));
      // Taken together: while the file is made, the analysis may go on.
      const [tag, view] = [stateTag(analysis), analysis.view()];
      return answerFile(c, tag, { type, name: `${view.id}-${nameOf(view, file)}` }, () =>
        documents.get(`${view.id} ${tag} ${file}`, () =>
          bytesOfFile(content(file === "cutflow.csv" ? view : keptHistograms(view))),
        ),
      );
    },
  };
}

/** A file of something unfinished says so in its name too. */
function nameOf({ status }: AnalysisView, file: string): string {
  return status === "complete" ? file : file.replace(".", `-${status}.`);
}

async function answerFile(
  c: Context,
  tag: string,
  { type, name }: { readonly type: string; readonly name: string },
  content: () => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Response> {
  const headers = { etag: tag, "cache-control": "no-cache" };
  if (holdsTag(c.req.header("if-none-match"), tag)) return new Response(null, { status: 304, headers });
  return new Response(wholeBody(await content()), {
    headers: { ...headers, "content-type": type, "content-disposition": `attachment; filename="${name}"` },
  });
}

function bytesOfFile(content: string | Promise<Uint8Array<ArrayBuffer>>) {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

async function modelBytes(view: AnalysisView, format: ExportFormat, version: string) {
  try {
    const { content } = await exportedFile(view, format, { version, missingCount: view.missing.length });
    return new TextEncoder().encode(content as string);
  } catch (error) {
    if (!(error instanceof StatisticsError)) throw error;
    throw new HttpProblemError({ title: "No statistical model", status: 409, detail: `${error.message}.` });
  }
}

async function rootBytes(view: AnalysisView, version: string): Promise<Uint8Array<ArrayBuffer>> {
  const sink = createMemorySink();
  try {
    await writeRootResults(view, sink, { version });
  } catch (error) {
    if (!(error instanceof NonFiniteSumError)) throw error;
    throw new HttpProblemError({
      title: "Beyond what ROOT holds",
      status: 409,
      detail: `A sum of the analysis ${view.id} is beyond the largest float64 number, so that no ROOT file can be made of it; look at the weights.`,
    });
  }
  return Uint8Array.from(sink.bytes());
}
