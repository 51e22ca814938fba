import { useState } from "preact/hooks";
import { isToyLabel } from "../../analysis/toy/toy-label.ts";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { RefusedError, UnreachableError } from "../api/errors.ts";
import { analysisPath, listAnalyses } from "../api/requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { ProgressBar } from "../frame/progress-bar.tsx";
import { followLink } from "../frame/route.ts";
import { StatusBadge, Time, ToyMark } from "../frame/marks.tsx";
import { usePoll } from "./use-poll.ts";

const pollMs = 1500;

/** Every analysis that the server knows, newest first; asked for again and again while the page can be seen. */
export function AnalysisList() {
  const [analyses, setAnalyses] = useState<readonly AnalysisSummary[]>();
  const [error, setError] = useState<RefusedError | UnreachableError>();
  usePoll(async () => {
    try {
      setAnalyses(await listAnalyses());
      setError(undefined);
    } catch (cause) {
      if (!(cause instanceof RefusedError || cause instanceof UnreachableError)) throw cause;
      setError(cause);
    }
  }, pollMs);
  return (
    <section aria-labelledby="list">
      <h2 id="list">All of them</h2>
      {error !== undefined && <ProblemBox error={error} />}
      {analyses?.length === 0 && <p class="quiet">None yet. Start one above.</p>}
      <ul class="analyses">
        {analyses?.map((analysis) => (
          <AnalysisLine key={analysis.id} analysis={analysis} />
        ))}
      </ul>
    </section>
  );
}

function AnalysisLine({ analysis }: { analysis: AnalysisSummary }) {
  const { id, title, release, status, stalled, progress, acceptedAt, run } = analysis;
  return (
    <li>
      <div class="analysis-name">
        <a href={analysisPath(id)} onClick={followLink}>
          {title}
        </a>
        {isToyLabel(release.label) && <ToyMark />}
        <StatusBadge status={status} stalled={stalled} />
      </div>
      <ProgressBar progress={progress} name={`Progress of ${title}`} />
      <p class="quiet">
        <code>{id}</code>, <Time at={acceptedAt} />
        {run > 1 && `, run ${run}`}
      </p>
    </li>
  );
}
