import type { ComponentChildren } from "preact";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { Person } from "../frame/marks.tsx";
import { byName } from "./by-name.ts";

/** A list by who started what. @param lines shows some analyses */
export function PeopleList({
  analyses,
  lines,
}: {
  analyses: readonly AnalysisSummary[];
  lines: (analyses: readonly AnalysisSummary[]) => ComponentChildren;
}) {
  return (
    <>
      {byName(analyses).map(({ name, states, analyses: own }) => (
        <section key={name ?? ""} class="person-analyses">
          <h3>
            {name === undefined ? "Without a name" : <Person name={name} />} <span class="quiet">{states}</span>
          </h3>
          {lines(own)}
        </section>
      ))}
    </>
  );
}
