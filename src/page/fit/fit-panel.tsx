import { useEffect, useRef, useState } from "preact/hooks";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import type { FitDocument } from "../../protocol/documents/fit-document.ts";
import { getFit } from "./get-fit.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { FitDoubts } from "./fit-doubts.tsx";
import { FitFollower, type FitState } from "./fit-follower.ts";
import { FitLinks } from "./fit-links.tsx";
import { FitNumbers } from "./fit-numbers.tsx";
import { FitPlots } from "./fit-plots.tsx";
import { Ranking } from "./ranking.tsx";

/** The fit of an analysis as it stands, asked for again while it goes on. */
export function FitPanel({ analysis }: { analysis: AnalysisDocument }) {
  const { fitted, error, asking, again } = useFit(analysis);
  return (
    <div class="fit">
      <p class="quiet" role="status">
        {asking ? (fitted === undefined ? "Fitting …" : "Fitting again, as the analysis has gone on …") : ""}
      </p>
      {error !== undefined && (
        <>
          <ProblemBox error={error} />
          {error.retry === "later" && (
            <button type="button" onClick={again}>
              Try again
            </button>
          )}
          {fitted !== undefined && <p class="quiet">What follows is the fit of an earlier state.</p>}
        </>
      )}
      {fitted !== undefined && <Fit {...fitted} />}
      <FitLinks id={analysis.head.id} />
    </div>
  );
}

function Fit({ analysis, document }: { analysis: AnalysisDocument; document: FitDocument }) {
  const { fit, incomplete, missing, status } = document;
  const words = [...(fit.missing ?? []), ...(fit.notes ?? [])];
  return (
    <>
      {incomplete && (
        <p class="blind">
          Not complete: the analysis is {status}
          {missing > 0 && `, and ${missing} ${missing === 1 ? "part is" : "parts are"} missing`}. The fit is of what is
          in.
        </p>
      )}
      {fit.poi === undefined && fit.discovery === undefined && (fit.missing ?? []).length === 0 && (
        <p>No group is of kind signal, so there is no signal strength: only the other parameters are fitted.</p>
      )}
      <FitNumbers fit={fit} />
      {words.length > 0 && (
        <ul class="quiet">
          {words.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <FitDoubts doubts={document.doubts ?? []} />
      <FitPlots analysis={analysis} document={document} />
      <Ranking fit={fit} />
    </>
  );
}

/** Asks again when the analysis has gone on. */
function useFit(analysis: AnalysisDocument): FitState<AnalysisDocument> & { readonly again: () => void } {
  const { id } = analysis.head;
  const [shown, show] = useState<FitState<AnalysisDocument>>({ fitted: undefined, error: undefined, asking: true });
  const follower = useRef<FitFollower<AnalysisDocument> | undefined>(undefined);
  useEffect(() => {
    const created = new FitFollower<AnalysisDocument>(() => getFit(id), show);
    follower.current = created;
    return () => {
      created.stop();
    };
  }, [id]);
  useEffect(() => {
    follower.current?.want(analysis);
  }, [id, analysis.run, analysis.sequence]);
  return { ...shown, again: () => follower.current?.again() };
}
