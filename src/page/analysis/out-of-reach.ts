import type { AnalysisState } from "../../protocol/documents/analysis-document.ts";

/** `NoCandidateError` has tried several places; it is worth another try if one of them may only be away for now. */
const unreachable: readonly string[] = ["ServerUnreachableError", "NoCandidateError"];

/** Whether an analysis has ended without opening a single file, since none could be had at the time: most likely there is no network. */
export function isOutOfReach({
  status,
  progress,
  missing,
}: Pick<AnalysisState, "status" | "progress" | "missing">): boolean {
  if (status !== "incomplete" || progress.filesPlanned > 0) return false;
  return missing.parts.every(
    ({ failure }) => failure !== undefined && failure.retry === "later" && unreachable.includes(failure.name),
  );
}
