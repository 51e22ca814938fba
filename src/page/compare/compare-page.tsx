import { useMemo, useState } from "preact/hooks";
import { addressOf, pathTo } from "#page/addresses";
import { specDifferences } from "../../analysis/spec-differences.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import { commonParts, type Part } from "../../plot/comparison.ts";
import { readableLabel } from "../../plot/readable-label.ts";
import { analysisPath } from "../api/requests.ts";
import { Heading } from "../frame/heading.tsx";
import { LabelText } from "../frame/label-text.tsx";
import { StatusBadge, Time } from "../frame/marks.tsx";
import { ProblemBox } from "../frame/problem-box.tsx";
import { followLink } from "../frame/route.ts";
import { usePlotTheme } from "../frame/use-plot-theme.ts";
import { useLabels } from "../home/labels.ts";
import { ConnectionLine } from "../analysis/connection-line.tsx";
import { ComparedCutflow } from "./compared-cutflow.tsx";
import { ComparedHistogram } from "./compared-histogram.tsx";
import { idsIn, mostCompared } from "./compared-ids.ts";
import { lineStyle } from "./line-styles.ts";
import { type Compared, useCompared } from "./use-compared.ts";

/** Two or more analyses over each other. @param query of the address */
export function ComparePage({ query }: { query: string }) {
  const ids = useMemo(() => idsIn(query), [query]);
  const known = useCompared(ids);
  const labels = useLabels();
  const all = ids.map((id, i): Line => {
    const compared = known.get(id) ?? {};
    const letter = "ABCDEF"[i] ?? "";
    return { id, letter, title: labels.get(id) ?? compared.analysis?.head.title ?? id, ...compared };
  });
  return (
    <>
      <Heading text="Compare" />
      {ids.length < 2 && (
        <p>
          Tick two to {mostCompared} analyses in the{" "}
          <a href={addressOf(pathTo("/"))} onClick={followLink}>
            list
          </a>{" "}
          to compare them here.
        </p>
      )}
      <ConnectionLine connection={all.some(({ connection }) => connection === "lost") ? "lost" : "live"} />
      {ids.length > 0 && <ComparedAnalyses lines={all} />}
      <Plots lines={all} />
    </>
  );
}

interface Line extends Compared {
  readonly id: string;
  readonly letter: string;
  readonly title: string;
}

/** Which is which, and what their specifications do otherwise. */
function ComparedAnalyses({ lines }: { lines: readonly Line[] }) {
  const theme = usePlotTheme();
  const first = lines[0]?.spec;
  return (
    <ul class="analyses" aria-label="The analyses">
      {lines.map(({ id, letter, title, analysis, spec, error }, i) => {
        const { color, dash } = lineStyle(theme, i);
        return (
          <li key={id}>
            <div class="analysis-name">
              <svg width="36" height="10" aria-hidden="true">
                <line x1="0" y1="5" x2="36" y2="5" stroke={color} stroke-width="2" stroke-dasharray={dash.join(" ")} />
              </svg>
              <span>{letter}</span>
              <a href={addressOf(analysisPath(id))} onClick={followLink}>
                <LabelText text={title} />
              </a>
              {analysis !== undefined && <StatusBadge status={analysis.status} stalled={analysis.stalled} />}
            </div>
            {error !== undefined && <ProblemBox error={error} />}
            {analysis !== undefined && (
              <p class="quiet">
                <LabelText text={analysis.head.release.label} />, <Time at={analysis.head.acceptedAt} />
              </p>
            )}
            {i > 0 && first !== undefined && spec !== undefined && <Differences before={first} after={spec} />}
          </li>
        );
      })}
    </ul>
  );
}

function Differences({ before, after }: { before: AnalysisSpec; after: AnalysisSpec }) {
  const words = useMemo(() => specDifferences(before, after), [before, after]);
  if (words.length === 0) return <p>Does the same as A: only title or description are others.</p>;
  return (
    <>
      <p>Other than A:</p>
      <ul class="differing words">
        {words.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}

function Plots({ lines }: { lines: readonly Line[] }) {
  const [chosen, setChosen] = useState("");
  const whole = lines.flatMap(({ analysis, letter }) => (analysis === undefined ? [] : [{ analysis, letter }]));
  const key = whole.map(({ analysis }) => `${analysis.id} ${analysis.sequence}`).join(" ");
  const analyses = useMemo(() => whole.map(({ analysis }) => analysis), [key]);
  const names = useMemo(() => whole.map(({ letter }) => letter), [key]);
  // With some of them only, the first that is there would be taken for the first.
  if (analyses.length < 2 || analyses.length < lines.length) return null;
  const parts = commonParts(analyses);
  const part = parts.find((each) => nameOf(each) === chosen) ?? parts[0];
  if (part === undefined) return <p>They have no data, no simulation and no group in common.</p>;
  const label = (each: Part) =>
    typeof each === "string"
      ? `all ${each}`
      : `group ${analyses[0]?.head.groups.find(({ name }) => name === each.group)?.label ?? each.group}`;
  return (
    <>
      <label class="list-toolbar">
        Of each analysis
        <select
          value={nameOf(part)}
          onChange={({ currentTarget: { value } }) => {
            setChosen(value);
          }}
        >
          {parts.map((each) => (
            <option key={nameOf(each)} value={nameOf(each)}>
              {readableLabel(label(each))}
            </option>
          ))}
        </select>
      </label>
      <ComparedHistogram analyses={analyses} names={names} part={part} />
      <ComparedCutflow analyses={analyses} names={names} part={part} />
    </>
  );
}

function nameOf(part: Part): string {
  return typeof part === "string" ? part : `group ${part.group}`;
}
