import { type FitDocument, fitDocumentSchema } from "../../protocol/documents/fit-document.ts";
import { analysisPath, request } from "../api/requests.ts";

/** The fit of an analysis as it stands. Beside the other requests it would be loaded with them. */
export function getFit(id: string): Promise<FitDocument> {
  return request(fitDocumentSchema, "GET", `${analysisPath(id)}/fit`);
}
