import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { isMap } from "../../histogram/projection.ts";
import { allBins } from "../../plot/bin-range.ts";
import { toHeatMap } from "../../plot/heat-map.ts";
import { axisTitle } from "../../plot/labels.ts";
import { type PlotSource, toPlotModel } from "../../plot/plot-model.ts";
import type { YRange } from "../../plot/y-range.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { usePlotTheme } from "../frame/use-plot-theme.ts";
import { createPlot } from "../plot/create-plot.ts";
import { drawHeatMap } from "../plot/draw-heat-map.ts";
import type { PlotFrame } from "../plot/plot-frame.ts";
import type { PlotTheme } from "../plot/plot-theme.ts";
import { decorated } from "./plot-options.tsx";
import type { View } from "./view/view-state.ts";

const width = 260;
const height = 190;

/** It is a picture, without room for one. */
const noLegend = () => undefined;

/** What is drawn small of a histogram of one axis, as it would be large, without words and without a panel below. */
export function smallFrame(
  analysis: AnalysisDocument,
  sources: readonly PlotSource[],
  view: View,
  theme: PlotTheme,
): PlotFrame | undefined {
  const { hidden, countErrors, perUnit, log, zoom } = view;
  const model = toPlotModel(sources, { hidden: new Set(hidden), countErrors, perUnit });
  if (model === undefined) return undefined;
  const plain: PlotFrame = {
    ...{ model, labels: [], notice: undefined, legend: [], window: undefined, log, theme },
    titles: { x: axisTitle(model), y: "" },
    zoom: zoom ?? allBins(model.bins),
  };
  return { ...decorated(plain, { ...view, below: "none" }, analysis), titles: plain.titles };
}

/** Without words, for the eye alone: numbers are told where it stands large. @param y its y axis, if not its own */
export function SmallPlot({
  analysis,
  sources,
  view,
  y,
}: {
  analysis: AnalysisDocument;
  sources: readonly PlotSource[];
  view: View;
  y?: YRange | undefined;
}) {
  const box = useRef<HTMLSpanElement>(null);
  const theme = usePlotTheme();
  const [first] = sources;
  const isTwo = first !== undefined && isMap(first.histogram);
  const frame = useMemo(
    () => (isTwo ? undefined : smallFrame(analysis, sources, view, theme)),
    [analysis, sources, view, theme],
  );
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    if (isTwo) {
      const canvas = document.createElement("canvas");
      const map = toHeatMap(sources, { wanted: undefined, log: view.log });
      if (map !== undefined)
        drawHeatMap(
          canvas,
          { map, labels: [], notice: undefined, theme, bin: undefined },
          { width: 2 * width, height: 2 * height, density: devicePixelRatio / 2 },
        );
      element.replaceChildren(canvas);
      return;
    }
    if (frame === undefined) return;
    const drawn = y === undefined ? frame : { ...frame, y };
    const plot = createPlot(element, drawn, { width, height, scale: 0.75, drawLegend: noLegend });
    return () => {
      plot.destroy();
    };
  }, [frame, sources, isTwo, theme, view.log, y?.lower, y?.upper]);
  return <span ref={box} class="small-plot" aria-hidden="true" />;
}
