import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";

/** As it is called on the page: a running one that has stalled is not running. */
export function statusWord({
  status,
  stalled = false,
}: {
  readonly status: AnalysisSummary["status"];
  readonly stalled?: boolean | undefined;
}): string {
  return stalled ? "stalled" : status;
}
