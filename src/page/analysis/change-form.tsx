import { useState } from "preact/hooks";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import type { ColumnsDocument } from "../../protocol/documents/answer-documents.ts";
import { getColumns, getSpec } from "../api/requests.ts";
import { lazily } from "../frame/lazily.tsx";
import { ProblemBox } from "../frame/problem-box.tsx";
import { useAction } from "../frame/use-action.ts";

const ChangeFields = lazily(async () => (await import("./plot-extras.ts")).ChangeFields);

/** Cuts, bins and luminosity, to be changed and run again. The specification is fetched when the form is opened. */
export function ChangeForm({ id, onStarted }: { id: string; onStarted: (summary: AnalysisSummary) => void }) {
  const [spec, setSpec] = useState<AnalysisSpec>();
  const [columns, setColumns] = useState<ColumnsDocument["columns"]>([]);
  const load = useAction(async () => {
    const [own, seen] = await Promise.all([
      getSpec(id),
      // They only help: the form is of use without them.
      getColumns(id).catch(() => ({ columns: [] })),
    ]);
    setColumns(seen.columns);
    setSpec((known) => known ?? own);
  });
  return (
    <section class="panel" aria-labelledby="change">
      <h2 id="change">Change and run again</h2>
      <details
        onToggle={({ currentTarget }) => {
          // The first file may be seen between two openings.
          if (currentTarget.open && (spec === undefined || columns.length === 0)) load.start();
        }}
      >
        <summary>Cuts, bins, luminosity</summary>
        {load.error !== undefined && <ProblemBox error={load.error} />}
        {spec !== undefined && <ChangeFields id={id} spec={spec} columns={columns} onStarted={onStarted} />}
      </details>
    </section>
  );
}
