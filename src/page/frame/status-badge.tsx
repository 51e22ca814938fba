import type { AnalysisStatus } from "../../protocol/documents/analysis-view.ts";

export function StatusBadge({ status }: { status: AnalysisStatus }) {
  return <span class={`status status-${status}`}>{status}</span>;
}
