import { type AnalysisDocument, analysisDocumentSchema } from "../../protocol/documents/analysis-document.ts";
import { analysisPath, request } from "./requests.ts";

/** The analysis with the histograms of each of its samples. Rejects with `RefusedError` or `UnreachableError`. */
export function getWithSamples(id: string): Promise<AnalysisDocument> {
  return request(analysisDocumentSchema, "GET", `${analysisPath(id)}?samples=true`);
}
