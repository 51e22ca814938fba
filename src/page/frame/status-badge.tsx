import type { AnalysisStatus } from "../../plotter/analysis-view.ts";

export function StatusBadge({ status }: { status: AnalysisStatus }) {
  return <span class={`status status-${status}`}>{status}</span>;
}
