import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { forgetAnalysis, setPinned } from "../api/requests.ts";
import { KeepButtons } from "../frame/keep-buttons.tsx";
import { ProblemBox } from "../frame/problem-box.tsx";
import { useAction } from "../frame/use-action.ts";
import { setLabel } from "./labels.ts";
import { readableLabel } from "../../plot/readable-label.ts";

/** What can be done with an analysis of the list without opening it. The list itself tells what came of it. */
export function LineActions({ analysis, label }: { analysis: AnalysisSummary; label: string | undefined }) {
  const { id, title, status, pinned = false } = analysis;
  const pin = useAction(async () => {
    await setPinned(id, !pinned);
  });
  const remove = useAction(async () => {
    await forgetAnalysis(id);
    setLabel(id, "");
  });
  const failed = [pin, remove].find(({ error }) => error !== undefined);
  return (
    <div class="line-actions">
      <label>
        Name it
        <input
          // What is being typed outlives updates of the list.
          defaultValue={label ?? ""}
          maxLength={200}
          placeholder={readableLabel(title)}
          onChange={({ currentTarget: { value } }) => {
            setLabel(id, value.trim());
          }}
        />
      </label>
      <KeepButtons keeping={{ pinned, pin, remove }} isRunning={status === "running"} />
      <p class="quiet">
        Only this browser knows that name. A pinned analysis comes first, and stays when old ones are removed.
      </p>
      {failed?.error !== undefined && <ProblemBox error={failed.error} retry={failed.start} />}
    </div>
  );
}
