import { histogramKey } from "../../histogram/histogram.ts";
import { sourcesOfDocument } from "../../plot/plot-model.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import type { HistogramHead } from "../../protocol/documents/histogram-document.ts";
import { LabelText } from "../frame/label-text.tsx";
import { SmallPlot } from "./small-plot.tsx";
import type { View } from "./view/view-state.ts";

/** All histograms, small: each is a button that shows it large. */
export function Overview({
  analysis,
  heads,
  titles,
  view,
  onChange,
}: {
  analysis: AnalysisDocument;
  heads: readonly HistogramHead[];
  /** Of each head. */
  titles: readonly string[];
  view: View;
  onChange: (part: Partial<View>) => void;
}) {
  return (
    <>
      <h2>All histograms</h2>
      <ul class="overview">
        {heads.map((head, i) => {
          const key = histogramKey(head);
          return (
            <li key={key}>
              <button
                type="button"
                onClick={() => {
                  onChange({ histogram: key, overview: false });
                }}
              >
                <LabelText text={titles[i]!} />
                <SmallPlot
                  analysis={analysis}
                  sources={sourcesOfDocument(analysis, key)}
                  view={{ ...view, zoom: undefined }}
                />
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
