import type { AnalysisStatus } from "../../protocol/documents/analysis-view.ts";

/** Nothing more comes by itself. */
export function isFinal(status: AnalysisStatus): boolean {
  return status !== "running";
}
