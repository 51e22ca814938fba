import { useEffect, useState } from "preact/hooks";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { useName } from "../api/name.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { lazily } from "../frame/lazily.tsx";
import { AnalysisLine } from "./analysis-line.tsx";
import { useLabels } from "./labels.ts";
import { firstChoice, type ListChoice, shownAnalyses } from "./shown-analyses.ts";
import { useDifferences } from "./use-differences.ts";
import { useLabelRules } from "./use-label-rules.tsx";
import { useLiveList } from "./use-live-list.ts";

const ListToolbar = lazily(async () => (await import("./after-the-list.ts")).ListToolbar);
const CompareBar = lazily(async () => (await import("./after-the-list.ts")).CompareBar);
const PeopleList = lazily(async () => (await import("./after-the-list.ts")).PeopleList);

/** Lines that are shown before more are asked for. */
const shownAtOnce = 30;

/** The analyses that the server knows, live, with what differs between them. @param onFirst told once how many there are */
export function AnalysisList({ onFirst }: { onFirst?: (count: number) => void }) {
  const name = useName();
  const labels = useLabels();
  const rules = useLabelRules();
  const [choice, setChoice] = useState<ListChoice>(firstChoice);
  const [everTicked, setTicked] = useState<readonly string[]>([]);
  const [most, setMost] = useState(shownAtOnce);
  const { analyses, error } = useLiveList(name);
  const isKnown = analyses !== undefined;
  // What was removed meanwhile cannot be compared.
  const ticked = everTicked.filter((id) => analyses?.some((each) => each.id === id));
  useEffect(() => {
    if (isKnown) onFirst?.(analyses.length);
  }, [isKnown]);
  const wordsOf = ({ id, title, release, startedBy = "" }: AnalysisSummary) => {
    const words = [title, labels.get(id) ?? "", release.label, startedBy, id].join("\n");
    // As it is written, and as it is shown.
    return `${words}\n${rules.readableLabel(words)}`;
  };
  const who = choice.who === "mine" && name === "" ? "all" : choice.who;
  const found = shownAnalyses(analyses ?? [], { ...choice, who }, name, wordsOf);
  const shown = found.slice(0, most);
  const newestFirst = [...shown].sort((a, b) => Date.parse(b.acceptedAt) - Date.parse(a.acceptedAt));
  const differences = useDifferences(newestFirst.map(({ id }) => id));
  const lines = (some: readonly AnalysisSummary[]) => (
    <ul class="analyses">
      {some.map((analysis) => (
        <AnalysisLine
          key={analysis.id}
          analysis={analysis}
          label={labels.get(analysis.id)}
          rules={rules}
          differing={differences.get(analysis.id)}
          mine={name}
          ticked={ticked.includes(analysis.id)}
          onTick={() => {
            const others = ticked.filter((id) => id !== analysis.id);
            setTicked(others.length < ticked.length ? others : [...ticked, analysis.id]);
          }}
        />
      ))}
    </ul>
  );
  return (
    <section aria-labelledby="list">
      <h2 id="list">All of them</h2>
      {error !== undefined && <ProblemBox error={error} />}
      {analyses?.length === 0 && <p class="quiet">None yet. Start one on this page.</p>}
      {isKnown && analyses.length > 0 && (
        <ListToolbar
          choice={{ ...choice, who }}
          hasName={name !== ""}
          onChoose={(change) => {
            setChoice({ ...choice, ...change });
            setMost(shownAtOnce);
          }}
        />
      )}
      {ticked.length > 0 && <CompareBar ticked={ticked} onTicked={setTicked} />}
      <p role="status" class="quiet">
        {isKnown && found.length < analyses.length && `${found.length} of ${analyses.length} are shown.`}
      </p>
      {who === "people" ? <PeopleList analyses={shown} lines={lines} /> : lines(shown)}
      {found.length > most && (
        <button
          type="button"
          class="more"
          onClick={() => {
            setMost(most + 100);
          }}
        >
          Show more: {found.length - most} are left
        </button>
      )}
    </section>
  );
}
