import { FileLink } from "../frame/file-link.tsx";
import type { AnalysisDocument, AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { analysisPath, cancelAnalysis, getSpec, startAnalysis } from "../api/requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { Person, StatusBadge, Time } from "../frame/marks.tsx";
import { KeepButtons, useKeeping } from "../frame/keep-buttons.tsx";
import { useAction } from "../frame/use-action.ts";
import { LabelText } from "../frame/label-text.tsx";

/** Where it stands, where its files come from, and what can be done with it as a whole. */
export function AnalysisHeader({
  analysis,
  onChanged,
}: {
  analysis: AnalysisDocument;
  /** It was cancelled, or started again. */
  onChanged: (summary: AnalysisSummary) => void;
}) {
  const { head, status, stalled = false } = analysis;
  const cancel = useAction(async () => {
    onChanged(await cancelAnalysis(head.id));
  });
  const again = useAction(async () => {
    onChanged(await startAnalysis(await getSpec(head.id)));
  });
  const keeping = useKeeping(head.id, analysis.pinned === true);
  const refused = [cancel, again, keeping.pin, keeping.remove].find(({ error }) => error !== undefined);
  return (
    <section class="analysis-header" aria-label="State">
      <p class="facts">
        <StatusBadge status={status} stalled={stalled} />
        <LabelText text={head.release.label} />
        <span class="quiet">
          started <Time at={head.acceptedAt} />
          {head.startedBy !== undefined && (
            <>
              {" "}
              by <Person name={head.startedBy} />
            </>
          )}
          {analysis.run > 1 && `, run ${analysis.run}`}
        </span>
        <code class="quiet">{head.id}</code>
      </p>
      <p class="actions">
        {status === "running" && (
          <button type="button" aria-disabled={cancel.busy} onClick={cancel.start}>
            Cancel
          </button>
        )}
        {(status === "cancelled" || status === "incomplete" || stalled) && (
          <button type="button" class="primary" aria-disabled={again.busy} onClick={again.start}>
            Run what is missing
          </button>
        )}
        <KeepButtons keeping={keeping} isRunning={status === "running"} />
        <FileLink href={`${analysisPath(head.id)}/spec`} name={`${head.id}-spec.json`}>
          Specification (JSON)
        </FileLink>
      </p>
      {stalled && (
        <p role="status">
          Nothing new has come for a long time, and no work is waiting or in progress: the missing work was lost. Run it
          again to continue.
        </p>
      )}
      {refused?.error !== undefined && <ProblemBox error={refused.error} retry={refused.start} />}
      {head.description !== "" && (
        <details class="description quiet">
          <summary>{head.description}</summary>
        </details>
      )}
    </section>
  );
}
