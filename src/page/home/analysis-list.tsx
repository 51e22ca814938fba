import { addressOf } from "#page/addresses";
import { useState } from "preact/hooks";
import { isToyLabel } from "../../analysis/toy/toy-label.ts";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { RefusedError, UnreachableError } from "../api/errors.ts";
import { useName } from "../api/name.ts";
import { analysisPath, listAnalyses } from "../api/requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { ProgressBar } from "../frame/progress-bar.tsx";
import { followLink } from "../frame/route.ts";
import { Person, StatusBadge, Time, ToyMark } from "../frame/marks.tsx";
import { byName } from "./by-name.ts";
import { usePoll } from "./use-poll.ts";

const pollMs = 1500;
/** As many as a server tells at once. */
const mostListed = "1000";

type Choice = "all" | "mine" | "people";

/** The analyses that the server knows, the own ones first; a choice shows those alone, or everybody's by name. */
export function AnalysisList() {
  const name = useName();
  const [choice, setChoice] = useState<Choice>("all");
  const shown = choice === "mine" && name === "" ? "all" : choice;
  // Kept until the next answer: a list that vanishes in between moves what somebody is about to click on.
  const [analyses, setAnalyses] = useState<readonly AnalysisSummary[]>();
  return (
    <section aria-labelledby="list">
      <h2 id="list">All of them</h2>
      <label class="show">
        Show
        <select
          value={shown}
          onChange={({ currentTarget: { value } }) => {
            setChoice(value as Choice);
          }}
        >
          <option value="all">all{name === "" ? "" : ", mine first"}</option>
          {name !== "" && <option value="mine">only mine</option>}
          <option value="people">by name</option>
        </select>
      </label>
      <Analyses key={`${shown} ${name}`} choice={shown} name={name} analyses={analyses} onAnalyses={setAnalyses} />
    </section>
  );
}

/** Asked for again and again while the page can be seen. */
function Analyses({
  choice,
  name,
  analyses,
  onAnalyses,
}: {
  choice: Choice;
  name: string;
  analyses: readonly AnalysisSummary[] | undefined;
  onAnalyses: (analyses: readonly AnalysisSummary[]) => void;
}) {
  const [error, setError] = useState<RefusedError | UnreachableError>();
  usePoll(async () => {
    try {
      onAnalyses(await listAnalyses(queryFor(choice, name)));
      setError(undefined);
    } catch (cause) {
      if (!(cause instanceof RefusedError || cause instanceof UnreachableError)) throw cause;
      setError(cause);
    }
  }, pollMs);
  return (
    <>
      {error !== undefined && <ProblemBox error={error} />}
      {analyses?.length === 0 && <p class="quiet">None yet. Start one above.</p>}
      {choice === "people" ? (
        byName(analyses ?? []).map(({ name: person, states, analyses: own }) => (
          <section key={person ?? ""} class="person-analyses">
            <h3>
              {person === undefined ? "Without a name" : <Person name={person} />} <span class="quiet">{states}</span>
            </h3>
            <Lines analyses={own} mine={name} />
          </section>
        ))
      ) : (
        <Lines analyses={analyses ?? []} mine={name} />
      )}
    </>
  );
}

function queryFor(choice: Choice, name: string) {
  if (choice === "people") return { limit: mostListed };
  if (name === "") return {};
  return choice === "mine" ? { by: name } : { first: name };
}

function Lines({ analyses, mine }: { analyses: readonly AnalysisSummary[]; mine: string }) {
  return (
    <ul class="analyses">
      {analyses.map((analysis) => (
        <AnalysisLine key={analysis.id} analysis={analysis} mine={mine} />
      ))}
    </ul>
  );
}

function AnalysisLine({ analysis, mine }: { analysis: AnalysisSummary; mine: string }) {
  const { id, title, release, status, stalled, progress, acceptedAt, startedBy, run } = analysis;
  return (
    <li>
      <div class="analysis-name">
        <a href={addressOf(analysisPath(id))} onClick={followLink}>
          {title}
        </a>
        {isToyLabel(release.label) && <ToyMark />}
        <StatusBadge status={status} stalled={stalled} />
      </div>
      <ProgressBar progress={progress} name={`Progress of ${title}`} />
      <p class="quiet">
        <code>{id}</code>, <Time at={acceptedAt} />
        {startedBy !== undefined && (
          <>
            {" "}
            by <Person name={startedBy} />
            {startedBy === mine && " (you)"}
          </>
        )}
        {run > 1 && `, run ${run}`}
      </p>
    </li>
  );
}
