import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { lazily } from "../frame/lazily.tsx";
import { LazyDetails } from "../frame/lazy-details.tsx";

const FitPanel = lazily(async () => (await import("./plot-extras.ts")).FitPanel);

/** The fit, made only while it is open. */
export function FitDetails({ analysis }: { analysis: AnalysisDocument }) {
  return (
    <LazyDetails summary="Fit: signal strength, significance, limit">
      <FitPanel analysis={analysis} />
    </LazyDetails>
  );
}
