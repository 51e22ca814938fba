import { useState } from "preact/hooks";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { lazily } from "../frame/lazily.tsx";

const FitPanel = lazily(async () => (await import("./plot-extras.ts")).FitPanel);

/** The fit, made only while it is open. */
export function FitDetails({ analysis }: { analysis: AnalysisDocument }) {
  const [open, setOpen] = useState(false);
  return (
    <details
      class="panel"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary>Fit: signal strength, significance, limit</summary>
      {open && <FitPanel analysis={analysis} />}
    </details>
  );
}
