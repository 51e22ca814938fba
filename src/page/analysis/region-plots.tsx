import { useMemo } from "preact/hooks";
import { histogramKey } from "../../histogram/histogram.ts";
import { isMap } from "../../histogram/projection.ts";
import { commonRange } from "../../plot/common-range.ts";
import { legendRows } from "../../plot/legend.ts";
import { type PlotSource, sourcesOfDocument, toPlotModel } from "../../plot/plot-model.ts";
import { projected } from "../../plot/projected.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import type { HistogramHead } from "../../protocol/documents/histogram-document.ts";
import { usePlotTheme } from "../frame/use-plot-theme.ts";
import { drawnFrame } from "../plot/plot-frame.ts";
import { smallFrame, SmallPlot } from "./small-plot.tsx";
import type { View } from "./view/view-state.ts";
import { LabelText } from "../frame/label-text.tsx";

/** One histogram in all its regions, small, beside each other: each is a button that shows it large. */
export function RegionPlots({
  analysis,
  heads,
  view,
  onChange,
}: {
  analysis: AnalysisDocument;
  /** Of the same name. */
  heads: readonly HistogramHead[];
  view: View;
  onChange: (part: Partial<View>) => void;
}) {
  const theme = usePlotTheme();
  const { axis, commonY, hidden } = view;
  const regions = useMemo(
    () =>
      heads.map((head) => {
        const key = histogramKey(head);
        const all = sourcesOfDocument(analysis, key);
        const known = analysis.head.regions?.find(({ name }) => name === head.region);
        return {
          key,
          label: known?.label ?? head.region ?? "All events",
          sources: axis === undefined ? all : projected(all, Number(axis)),
        };
      }),
    [analysis, heads.map(histogramKey).join(" "), axis],
  );
  const isDrawn = regions.every(({ sources: [first] }) => first !== undefined && !isMap(first.histogram));
  const range = useMemo(() => {
    if (!commonY || !isDrawn) return undefined;
    const frames = regions.flatMap(({ sources }) => smallFrame(analysis, sources, view, theme) ?? []);
    return commonRange(frames.map((frame) => drawnFrame(frame).y));
  }, [analysis, regions, view, theme]);
  return (
    <>
      <h2>Regions</h2>
      {isDrawn && (
        <div class="toolbar">
          <button
            type="button"
            aria-pressed={commonY}
            onClick={() => {
              onChange({ commonY: !commonY });
            }}
          >
            Common y axis
          </button>
        </div>
      )}
      <ul class="overview" aria-label="Regions">
        {regions.map(({ key, label, sources }) => (
          <li key={key}>
            <button
              type="button"
              onClick={() => {
                onChange({ histogram: key, regions: false });
              }}
            >
              <LabelText text={label} />
              {isDrawn && (
                <span class="quiet">
                  <LabelText text={yieldsOf(sources, hidden)} />
                </span>
              )}
              <SmallPlot {...{ analysis, sources, view, y: range }} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** `Data 406, total 401.5 ± 3.2`: what lies within the axis, of data what is shown. */
function yieldsOf(sources: readonly PlotSource[], hidden: readonly string[]): string {
  const model = toPlotModel(sources, { hidden: new Set(hidden) });
  if (model === undefined || model.profile !== undefined) return "";
  const rows = legendRows(model, false).filter(({ visible, symbol }) => visible && symbol === "point");
  const total = legendRows(model, false).find(({ symbol }) => symbol === "hatch");
  return [
    ...rows.map((row) => `${row.label} ${row.yield}`),
    ...(total === undefined ? [] : [`total ${total.yield}`]),
  ].join(", ");
}
