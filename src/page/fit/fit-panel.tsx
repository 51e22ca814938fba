import { useEffect, useRef, useState } from "preact/hooks";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import type { FitDocument } from "../../protocol/documents/fit-document.ts";
import { getFit } from "./get-fit.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { FitFollower, type FitState } from "./fit-follower.ts";
import { FitLinks } from "./fit-links.tsx";
import { FitNumbers } from "./fit-numbers.tsx";
import { FitPlots } from "./fit-plots.tsx";
import { Ranking } from "./ranking.tsx";

/** The fit of an analysis as it stands, asked for again while it goes on. */
export function FitPanel({ analysis }: { analysis: AnalysisDocument }) {
  const { document, error, asking, again } = useFit(analysis.head.id, `${analysis.run} ${analysis.sequence}`);
  return (
    <div class="fit">
      <p class="quiet" role="status">
        {asking ? (document === undefined ? "Fitting …" : "Fitting again, as the analysis has gone on …") : ""}
      </p>
      {error !== undefined && (
        <>
          <ProblemBox error={error} />
          {error.retry === "later" && (
            <button type="button" onClick={again}>
              Try again
            </button>
          )}
          {document !== undefined && <p class="quiet">What follows is the fit of an earlier state.</p>}
        </>
      )}
      {document !== undefined && <Fit analysis={analysis} document={document} />}
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
      <FitPlots analysis={analysis} document={document} />
      <Ranking fit={fit} />
    </>
  );
}

/** @param state another text asks again */
function useFit(id: string, state: string): FitState & { readonly again: () => void } {
  const [shown, show] = useState<FitState>({ document: undefined, error: undefined, asking: true });
  const follower = useRef<FitFollower | undefined>(undefined);
  useEffect(() => {
    const created = new FitFollower(() => getFit(id), show);
    follower.current = created;
    return () => {
      created.stop();
    };
  }, [id]);
  useEffect(() => {
    follower.current?.want(state);
  }, [id, state]);
  return { ...shown, again: () => follower.current?.again() };
}
