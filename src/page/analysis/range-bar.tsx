import { useState } from "preact/hooks";
import { addressOf } from "#page/addresses";
import { rangeText } from "../../plot/axis-scale.ts";
import { allBins, type BinRange } from "../../plot/bin-range.ts";
import { groupedNumber, groupedWithError } from "../../plot/numbers.ts";
import type { PlotModel } from "../../plot/plot-model.ts";
import type { WindowText } from "../../plot/window.ts";
import { windowYields } from "../../plot/window-yields.ts";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { RefusedError } from "../api/errors.ts";
import { analysisPath, getSpec, startAnalysis } from "../api/requests.ts";
import { comparePath } from "../compare/compared-ids.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { followLink } from "../frame/route.ts";
import { useAction } from "../frame/use-action.ts";
import { withRangeCut } from "./range-cut.ts";
import { LabelText } from "../frame/label-text.tsx";

/** What can be done with the range that is zoomed to, however it was chosen: by dragging, by buttons or by keys. */
export function RangeBar({
  id,
  model,
  range,
  onWindow,
}: {
  id: string;
  model: PlotModel;
  range: BinRange;
  onWindow: (text: WindowText) => void;
}) {
  const [started, setStarted] = useState<{ readonly by: string; readonly summary: AnalysisSummary }>();
  const inside = windowYields(model, range);
  const { lower, upper } = inside;
  const text = rangeText(model.axis, lower, upper);
  const cut = useAction(async () => {
    const spec = await getSpec(id);
    const startCut = async (isList: boolean) => {
      const changed = withRangeCut(spec, model.name, { lower, upper }, isList);
      if (changed !== undefined) setStarted({ by: text, summary: await startAnalysis(changed) });
    };
    try {
      await startCut(false);
    } catch (error) {
      // That it shows a list, such as the pt of all leptons, only the files tell.
      const path = `cuts[${spec.cuts.length}].expression`;
      if (!(error instanceof RefusedError && error.problem.errors?.some((each) => each.path === path))) throw error;
      await startCut(true);
    }
  });
  return (
    <div class="toolbar" role="group" aria-label="Range">
      <p class="quiet">
        <LabelText text={text} />: {keptText(model, range)}
      </p>
      <button
        type="button"
        onClick={() => {
          onWindow({ from: String(lower), to: String(upper) });
        }}
      >
        Take it as window
      </button>
      <button type="button" aria-disabled={cut.busy} onClick={cut.start}>
        Cut on it
      </button>
      <p role="status">
        {started?.by === text && (
          <>
            Started beside this one:{" "}
            <a href={addressOf(analysisPath(started.summary.id))} onClick={followLink}>
              <LabelText text={started.summary.title} />
            </a>
            .{" "}
            <a href={addressOf(comparePath([id, started.summary.id]))} onClick={followLink}>
              Compare both
            </a>
          </>
        )}
      </p>
      {cut.error !== undefined && <ProblemBox error={cut.error} retry={cut.start} />}
    </div>
  );
}

/** How much of what lies within the axis a cut would leave: whole bins, so that nothing is guessed. */
function keptText(model: PlotModel, range: BinRange): string {
  const [inside, all] = [windowYields(model, range), windowYields(model, allBins(model.bins))];
  const words = (["data", "signal", "background"] as const).flatMap((kind) => {
    const [part, whole] = [inside[kind], all[kind]];
    if (part === undefined || whole === undefined) return [];
    // Events of data are whole numbers; of simulation as many digits as its uncertainty allows.
    const textOf = (sum: typeof part) =>
      kind === "data" ? groupedNumber(sum.sumw) : groupedWithError(sum.sumw, whole.error).value;
    return `${textOf(part)} of ${textOf(whole)} ${kind}`;
  });
  return words.join(", ");
}
