import { addressOf } from "#page/addresses";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { isToyLabel } from "../../analysis/toy/toy-label.ts";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { analysisPath } from "../api/requests.ts";
import { lazily } from "../frame/lazily.tsx";
import { Person, StatusBadge, Time, ToyMark } from "../frame/marks.tsx";
import { ProgressBar } from "../frame/progress-bar.tsx";
import { followLink } from "../frame/route.ts";
import type { LabelRules } from "./use-label-rules.tsx";
import type { Differing } from "./what-differs.ts";

const LineActions = lazily(async () => (await import("./after-the-list.ts")).LineActions);

/** So many differences are told; the page that compares tells all. */
const mostWords = 4;

/** One analysis of the list. @param label what this browser calls it; @param onTick chooses it to be compared, or not */
export function AnalysisLine({
  analysis,
  label,
  rules,
  differing,
  mine,
  ticked,
  onTick,
}: {
  analysis: AnalysisSummary;
  label: string | undefined;
  rules: LabelRules;
  differing: Differing | undefined;
  mine: string;
  ticked: boolean;
  onTick: () => void;
}) {
  const { id, title, release, status, stalled, pinned, progress, acceptedAt, startedBy, run } = analysis;
  const [isOpen, setOpen] = useState(false);
  const name = label ?? title;
  const { LabelText } = rules;
  const readable = rules.readableLabel(name);
  return (
    <li>
      <div class="analysis-name">
        <input type="checkbox" aria-label={`Compare ${readable}`} checked={ticked} onChange={onTick} />
        <a href={addressOf(analysisPath(id))} onClick={followLink}>
          <LabelText text={name} />
        </a>
        {isToyLabel(release.label) && <ToyMark />}
        <StatusBadge status={status} stalled={stalled} />
        {pinned === true && <span class="toy-mark">pinned</span>}
        <button
          type="button"
          class="line-more"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? "Less" : "More"} about ${readable}`}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          {isOpen ? "Less" : "More"}
        </button>
      </div>
      {label !== undefined && (
        <p class="quiet">
          <LabelText text={title} />
        </p>
      )}
      <ProgressBar progress={progress} name={`Progress of ${readable}`} />
      {differing !== undefined && (
        <p class="differing">
          <DifferingWords {...differing} other={<LabelText text={differing.from} />} />
        </p>
      )}
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
      {isOpen && <LineActions analysis={analysis} label={label} />}
    </li>
  );
}

/** @param other what the other one is called */
function DifferingWords({ words, other }: Differing & { other: ComponentChildren }) {
  if (words.length === 0) return <>As “{other}”, under another title.</>;
  const more = words.length > mostWords ? `; and ${words.length - mostWords} more` : "";
  return (
    <>
      Other than “{other}”: {`${words.slice(0, mostWords).join("; ")}${more}.`}
    </>
  );
}
