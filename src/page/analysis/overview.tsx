import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { histogramKey } from "../../histogram/histogram.ts";
import { isMap } from "../../histogram/projection.ts";
import { allBins } from "../../plot/bin-range.ts";
import { toHeatMap } from "../../plot/heat-map.ts";
import { axisTitle } from "../../plot/labels.ts";
import { type PlotSource, sourcesOfDocument, toPlotModel } from "../../plot/plot-model.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import type { HistogramHead } from "../../protocol/documents/histogram-document.ts";
import { usePlotTheme } from "../frame/use-plot-theme.ts";
import { createPlot } from "../plot/create-plot.ts";
import { drawHeatMap } from "../plot/draw-heat-map.ts";
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
              {titles[i]}
              <SmallPlot sources={sourcesOfDocument(analysis, key)} view={view} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

const width = 260;
const height = 190;

/** It is a picture, without room for one. */
const noLegend = () => undefined;

/** Without words, for the eye alone: numbers are told where it stands large. */
function SmallPlot({ sources, view: { log, hidden, countErrors } }: { sources: readonly PlotSource[]; view: View }) {
  const box = useRef<HTMLSpanElement>(null);
  const theme = usePlotTheme();
  const left = useMemo(() => new Set(hidden), [hidden]);
  useLayoutEffect(() => {
    const element = box.current;
    const [first] = sources;
    if (element === null || first === undefined) return;
    if (isMap(first.histogram)) {
      const canvas = document.createElement("canvas");
      const map = toHeatMap(sources, { wanted: undefined, log });
      if (map !== undefined)
        drawHeatMap(
          canvas,
          { map, labels: [], notice: undefined, theme, bin: undefined },
          { width: 2 * width, height: 2 * height, density: devicePixelRatio / 2 },
        );
      element.replaceChildren(canvas);
      return;
    }
    const model = toPlotModel(sources, { hidden: left, countErrors });
    if (model === undefined) return;
    const frame = {
      model,
      labels: [],
      notice: undefined,
      legend: [],
      titles: { x: axisTitle(model), y: "" },
      log,
      zoom: allBins(model.bins),
      window: undefined,
      theme,
    };
    const plot = createPlot(element, frame, { width, height, scale: 0.75, drawLegend: noLegend });
    return () => {
      plot.destroy();
    };
  }, [sources, theme, log, left, countErrors]);
  return <span ref={box} class="small-plot" aria-hidden="true" />;
}
