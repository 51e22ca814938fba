import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Histogram, histogramKey } from "../../histogram/histogram.ts";
import { isMap } from "../../histogram/projection.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { projected } from "../../plot/projected.ts";
import { axisTitle, histogramTitles } from "../../plot/labels.ts";
import { type PlotModel, sourcesOfDocument, toPlotModel } from "../../plot/plot-model.ts";
import { readableLabel } from "../../plot/readable-label.ts";
import { defaultWindow, readWindow, type Window, type WindowText } from "../../plot/window.ts";
import { LabelText } from "../frame/label-text.tsx";
import { lazily } from "../frame/lazily.tsx";
import { HistogramPanel } from "./histogram-panel.tsx";
import { Tabs } from "./tabs.tsx";
import type { ViewInAddress } from "./view/use-view.ts";
import type { View } from "./view/view-state.ts";

const BinTable = lazily(async () => (await import("./after-the-plot.ts")).BinTable);
const WindowPanel = lazily(async () => (await import("./after-the-plot.ts")).WindowPanel);
const Overview = lazily(async () => (await import("./plot-extras.ts")).Overview);
const RegionPlots = lazily(async () => (await import("./plot-extras.ts")).RegionPlots);
const SampleStack = lazily(async () => (await import("./plot-extras.ts")).SampleStack);
const HeatMapPanel = lazily(async () => (await import("./plot-extras.ts")).HeatMapPanel);

/**
 * The plots: one at a time, chosen by tabs where there are several. What is chosen stands in the address, so that a link shows the same.
 *
 * @param beside stands next to the plot where there is room
 */
export function Histograms({
  analysis: live,
  shown: { view, unread, change },
  beside,
}: {
  analysis: AnalysisDocument;
  shown: ViewInAddress;
  beside: ComponentChildren;
}) {
  // Alternatives of variations are drawn as the band of the nominal one.
  const heads = live.head.histograms.filter(({ variation }) => variation === undefined);
  const [samples, setSamples] = useState<AnalysisDocument>();
  const isBySample = view.stack === "samples";
  // What is drawn, and what the tables tell.
  const analysis = (isBySample && samples) || live;
  const { histogram: chosen, axis, countErrors, perUnit } = view;
  const hidden = new Set(view.hidden);
  const [unblind, setUnblind] = useState(false);
  const all = sourcesOfDocument(analysis, chosen, { unblind });
  const [first] = all;
  if (first === undefined) return beside;
  const isTwo = isMap(first.histogram);
  const sources = axis === undefined ? all : projected(all, Number(axis));
  const model = isTwo && axis === undefined ? undefined : toPlotModel(sources, { hidden, countErrors });
  // A projection has another axis than the window was said for.
  const head = axis === undefined ? heads.find((one) => histogramKey(one) === chosen) : undefined;
  const window = view.window ?? initialWindow(model, head?.window);
  const taken = model && readWindow(model.edges, window);
  const titles = histogramTitles(heads);
  const title = titles[heads.findIndex((head) => histogramKey(head) === chosen)]!;
  const panel = (
    <>
      {isTwo && (
        <AxisChoice
          histogram={first.histogram}
          chosen={axis}
          onChoose={(next) => {
            change({ axis: next });
          }}
        />
      )}
      {model === undefined ? (
        <HeatMapPanel key={chosen} analysis={analysis} title={title} sources={sources} view={view} onChange={change} />
      ) : (
        <HistogramPanel
          key={`${chosen} ${axis ?? ""}`}
          analysis={analysis}
          title={title}
          blind={head?.blind ?? []}
          unblind={unblind}
          onUnblind={setUnblind}
          // Tables tell contents, whatever is drawn.
          model={(perUnit ? toPlotModel(sources, { hidden, countErrors, perUnit }) : undefined) ?? model}
          window={taken?.bins}
          view={view}
          onChange={change}
        />
      )}
    </>
  );
  const ofName = heads.filter(({ name }) => name === first.histogram.name);
  const tabs = heads.map((head, i) => ({ name: histogramKey(head), label: titles[i]! }));
  return (
    <>
      <p class="quiet" role="status">
        {unread.length > 0 && `The address asks for what is not here: ${unread.join(", ")}. It is left out.`}
      </p>
      {isBySample && <SampleStack analysis={live} onLoad={setSamples} />}
      <div class="workplace">
        <section class="histograms" aria-label={heads.length === 1 ? readableLabel(title) : "Histograms"}>
          {heads.length === 1 ? (
            panel
          ) : (
            <Tabs
              tabs={tabs}
              chosen={chosen}
              onChoose={(histogram) => {
                change({ histogram, overview: false, regions: false });
              }}
              label="Histograms"
              beside={
                <>
                  <button
                    type="button"
                    aria-pressed={view.overview}
                    onClick={() => {
                      change({ overview: !view.overview, regions: false });
                    }}
                  >
                    Overview
                  </button>
                  {ofName.length > 1 && (
                    <button
                      type="button"
                      aria-pressed={view.regions}
                      onClick={() => {
                        change({ regions: !view.regions, overview: false });
                      }}
                    >
                      Regions
                    </button>
                  )}
                </>
              }
            >
              {view.overview ? (
                <Overview analysis={analysis} heads={heads} titles={titles} view={view} onChange={change} />
              ) : view.regions && ofName.length > 1 ? (
                <RegionPlots analysis={analysis} heads={ofName} view={view} onChange={change} />
              ) : (
                panel
              )}
            </Tabs>
          )}
        </section>
        <div class="side">
          {model && taken && model.axis.categories === undefined && model.profile === undefined && (
            <WindowPanel
              model={model}
              text={window}
              taken={taken}
              onChange={(text) => {
                change({ window: text });
              }}
            />
          )}
          {beside}
        </div>
      </div>
      {model && <BinTable model={model} />}
    </>
  );
}

/** Of a histogram of two axes: the map, or one axis alone. */
function AxisChoice({
  histogram: { name, axes },
  chosen,
  onChoose,
}: {
  histogram: Histogram;
  chosen: View["axis"];
  onChoose: (axis: View["axis"]) => void;
}) {
  const choices = [
    { axis: undefined, label: "Map" },
    ...axes.map((axis, i) => ({
      axis: i === 0 ? ("0" as const) : ("1" as const),
      label: `Onto ${axisTitle({ name: i === 0 ? name : "y", axis })}`,
    })),
  ];
  return (
    <div class="toolbar" role="group" aria-label="Axes">
      {choices.map(({ axis, label }) => (
        <button
          key={label}
          type="button"
          aria-pressed={axis === chosen}
          onClick={() => {
            onChoose(axis);
          }}
        >
          <LabelText text={label} />
        </button>
      ))}
    </div>
  );
}

function initialWindow(model: PlotModel | undefined, said: Window | undefined): WindowText {
  const window = said ?? (model && defaultWindow(model));
  return window ? { from: String(window.from), to: String(window.to) } : { from: "", to: "" };
}
