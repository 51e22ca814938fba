import type { ComponentChildren } from "preact";
import { analysisPath, startAnalysis } from "../api/requests.ts";
import { ProblemBox } from "./problem-box.tsx";
import { goTo } from "./route.ts";
import { useAction } from "./use-action.ts";

/**
 * A button that starts a preset and shows it; where it runs or is complete already, it is only shown.
 *
 * @param quiet: it is not what the page is for
 */
export function StartPreset({
  preset,
  quiet = false,
  children,
}: {
  preset: string;
  quiet?: boolean;
  children: ComponentChildren;
}) {
  const start = useAction(async () => {
    const { id } = await startAnalysis({ preset });
    goTo(analysisPath(id));
  });
  return (
    <>
      {start.error !== undefined && <ProblemBox error={start.error} retry={start.start} />}
      <button type="button" class={quiet ? undefined : "primary"} aria-disabled={start.busy} onClick={start.start}>
        {children}
      </button>
    </>
  );
}
