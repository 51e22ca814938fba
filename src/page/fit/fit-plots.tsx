import { useMemo, useState } from "preact/hooks";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import type { FitDocument } from "../../protocol/documents/fit-document.ts";
import { allBins, type BinRange } from "../../plot/bin-range.ts";
import { fittedPlot, type FitStage } from "../../plot/fitted-plot.ts";
import { axisTitle, eventsPerBin, histogramTitles, noticeOn, plotLabels } from "../../plot/labels.ts";
import { legendRows } from "../../plot/legend.ts";
import { valueAndError } from "../../plot/numbers.ts";
import { type PlotModel, sourcesOfDocument, toPlotModel } from "../../plot/plot-model.ts";
import { BinReadout } from "../analysis/bin-readout.tsx";
import { PlotLegend } from "../analysis/plot-legend.tsx";
import { PlotView } from "../analysis/plot-view.tsx";
import { usePlotTheme } from "../frame/use-plot-theme.ts";
import { dragByTouch } from "../plot/drag-by-touch.ts";
import { panelBelow } from "../plot/panel-below.ts";
import type { PlotFrame } from "../plot/plot-frame.ts";
import { LabelText } from "../frame/label-text.tsx";
import { readableLabel } from "../../plot/readable-label.ts";

const stages = [
  { stage: "before", text: "Before the fit" },
  { stage: "after", text: "After the fit" },
] as const;

/** The channels of a fit, each as a plot of what was expected before it or after it. @param analysis the state that was fitted: its data are drawn */
export function FitPlots({ analysis, document }: { analysis: AnalysisDocument; document: FitDocument }) {
  const [stage, setStage] = useState<FitStage>("after");
  const [log, setLog] = useState(false);
  const plots = useMemo(
    () =>
      document.channels.flatMap(({ name }) => {
        const whole = toPlotModel(sourcesOfDocument(analysis, name));
        const model = whole && fittedPlot(whole, document, name, stage);
        return model === undefined ? [] : [{ name, model }];
      }),
    [analysis, document, stage],
  );
  if (plots.length === 0) return null;
  const titles = histogramTitles(plots.map(({ model }) => model));
  return (
    <>
      <div class="toolbar" role="group" aria-label="Plots of the fit">
        {stages.map((each) => (
          <button
            key={each.stage}
            type="button"
            aria-pressed={each.stage === stage}
            onClick={() => {
              setStage(each.stage);
            }}
          >
            {each.text}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={log}
          onClick={() => {
            setLog(!log);
          }}
        >
          Log scale
        </button>
      </div>
      <div class="fit-plots">
        {plots.map(({ name, model }, i) => (
          <FitPlot
            key={name}
            analysis={analysis}
            title={`${titles[i]!}, ${stage} the fit`}
            {...{ model, stage, log }}
          />
        ))}
      </div>
    </>
  );
}

function FitPlot({
  analysis,
  title,
  model,
  stage,
  log,
}: {
  analysis: AnalysisDocument;
  title: string;
  model: PlotModel;
  stage: FitStage;
  log: boolean;
}) {
  const theme = usePlotTheme();
  const [zoom, setZoom] = useState<BinRange>(allBins(model.bins));
  const [bin, setBin] = useState<number>();
  const frame = useMemo((): PlotFrame => {
    // To leave out a group makes no other fit.
    const legend = legendRows(model, false).map((row) => ({
      ...row,
      group: undefined,
      ...(row.symbol === "hatch" ? { label: "Total, uncertainty of the model" } : {}),
    }));
    const below = panelBelow(model, "ratio");
    return {
      model,
      labels: [...plotLabels(analysis), [{ text: `${stage} the fit`, style: "bold" }]],
      notice: noticeOn(analysis, model),
      legend,
      titles: { x: axisTitle(model), y: eventsPerBin(model.axis) },
      log,
      zoom,
      window: undefined,
      theme,
      ...(below && { below }),
    };
  }, [analysis, model, stage, log, zoom, theme]);
  const { total } = model;
  return (
    <figure aria-label={readableLabel(title)}>
      <h3>
        <LabelText text={title} />
      </h3>
      <div class="plot-box">
        <PlotView frame={frame} bin={bin} onBin={setBin} onZoom={setZoom} onCreated={dragByTouch} />
        <PlotLegend rows={frame.legend} theme={theme} onToggle={() => undefined} />
      </div>
      <BinReadout frame={frame} bin={bin} />
      <figcaption class="quiet">
        {total !== undefined && `Expected in all bins: ${valueAndError(total.inRange.sumw, total.inRange.error)}. `}
        {stage === "after"
          ? "Hatched: the uncertainty that the fit leaves, with the correlations of all parameters."
          : "Hatched: the uncertainty of all parameters that others have measured; the signal has a strength of 1."}
      </figcaption>
    </figure>
  );
}
