import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import type { ResultDocument } from "../protocol/documents/result-document.ts";
import { toJsonText } from "../protocol/documents/json-text.ts";
import { toAnalysisDocument } from "../protocol/documents/to-analysis-document.ts";
import { filesOf } from "./provenance.ts";

/**
 * Everything of a result as one JSON text, ending with a line break: from it this program plots, exports and fits. The specification is
 * whole: if the address of a file holds a password or a token, so does the text.
 *
 * @param version of this program
 */
export function resultDocumentText(view: AnalysisView, version: string): string {
  const document: ResultDocument = {
    hzzResult: 1,
    software: `hzz-edge ${version}`,
    spec: view.spec,
    // There is no log beside a file, and nothing to link to.
    result: { ...toAnalysisDocument(view, 0, { samples: true }), links: {} },
    files: filesOf(view),
  };
  return `${toJsonText(document)}\n`;
}
