import { parseAcceptedSpec } from "../analysis/parse-spec.ts";
import { analysisDocumentSchema } from "../protocol/documents/analysis-document.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { readFilesSchema } from "../protocol/documents/answer-documents.ts";
import { readDocument } from "../protocol/documents/document-schema.ts";
import { toAnalysisView } from "../protocol/documents/read-analysis-document.ts";
import { withFiles } from "../protocol/documents/result-document.ts";
import type { PlotterClient } from "./http-client.ts";
import type { WatchedView } from "./watch-analysis.ts";

/** An analysis of a server as it stands, with the histograms of its samples and the files that were read. */
export async function fetchResult(client: PlotterClient, id: string, signal: AbortSignal): Promise<WatchedView> {
  const path = `analyses/${encodeURIComponent(id)}`;
  const given = (await client.get(`${path}/spec`, signal)).body;
  const spec = parseAcceptedSpec(given, "the specification that the server gave");
  const document = readDocument(analysisDocumentSchema, (await client.get(`${path}?samples=true`, signal)).body);
  const view = toAnalysisView(document, spec, document.head.acceptedAt);
  return { view: await withReadFiles(client, view, signal), missingCount: document.missing.count };
}

/** The same view with the identities of its files, which stand in a document of their own. */
export async function withReadFiles(
  client: PlotterClient,
  view: AnalysisView,
  signal: AbortSignal,
): Promise<AnalysisView> {
  const { body } = await client.get(`analyses/${encodeURIComponent(view.id)}/files`, signal);
  return withFiles(view, readDocument(readFilesSchema, body).files);
}
