import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Histogram, histogramKey, titleWithRegion } from "../../histogram/histogram.ts";
import { isMap } from "../../histogram/projection.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { projected } from "../../plot/projected.ts";
import { axisTitle } from "../../plot/labels.ts";
import { type PlotModel, sourcesOfDocument, toPlotModel } from "../../plot/plot-model.ts";
import { defaultWindow, readWindow, type Window, type WindowText } from "../../plot/window-yields.ts";
import { BinTable } from "./bin-table.tsx";
import { lazily } from "../frame/lazily.tsx";
import { HistogramPanel } from "./histogram-panel.tsx";
import { firstChoices } from "./plot-choices.ts";
import { Tabs } from "./tabs.tsx";
import { WindowPanel } from "./window-panel.tsx";

const HeatMapPanel = lazily(async () => (await import("./plot-extras.ts")).HeatMapPanel);

/**
 * The plots: one at a time, chosen by tabs where there are several. The choice stands in the address, so that a reload keeps it.
 *
 * @param beside stands next to the plot where there is room
 */
export function Histograms({ analysis, beside }: { analysis: AnalysisDocument; beside: ComponentChildren }) {
  // Alternatives of variations are drawn as the band of the nominal one.
  const heads = analysis.head.histograms.filter(({ variation }) => variation === undefined);
  const names = heads.map(histogramKey);
  const [chosen, choose] = useHash(names);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [choices, setChoices] = useState(firstChoices);
  const [windows, setWindows] = useState<Readonly<Record<string, WindowText>>>({});
  const [axes, setAxes] = useState<Readonly<Record<string, number | undefined>>>({});
  const { countErrors, perUnit, unblind } = choices;
  const all = sourcesOfDocument(analysis, chosen, { unblind });
  const [first] = all;
  if (first === undefined) return beside;
  const isTwo = isMap(first.histogram);
  const axis = isTwo ? axes[chosen] : undefined;
  const sources = axis === undefined ? all : projected(all, axis);
  const model = isTwo && axis === undefined ? undefined : toPlotModel(sources, { hidden, countErrors });
  const place = `${chosen} ${axis ?? ""}`;
  // A projection has another axis than the window was said for.
  const head = axis === undefined ? heads.find((one) => histogramKey(one) === chosen) : undefined;
  const window = windows[place] ?? initialWindow(model, head?.window);
  const taken = model && readWindow(model.edges, window);
  const title = titleWithRegion(first.histogram);
  const panel = (
    <>
      {isTwo && (
        <AxisChoice
          histogram={first.histogram}
          chosen={axis}
          onChoose={(next) => {
            setAxes({ ...axes, [chosen]: next });
          }}
        />
      )}
      {model === undefined ? (
        <HeatMapPanel key={chosen} analysis={analysis} sources={sources} />
      ) : (
        <HistogramPanel
          key={place}
          analysis={analysis}
          blind={head?.blind ?? []}
          // Tables tell contents, whatever is drawn.
          model={(perUnit ? toPlotModel(sources, { hidden, countErrors, perUnit }) : undefined) ?? model}
          window={taken?.bins}
          choices={choices}
          onChoose={(change) => {
            setChoices({ ...choices, ...change });
          }}
          onToggle={(group) => {
            setHidden(toggled(hidden, group));
          }}
        />
      )}
    </>
  );
  const tabs = heads.map((head) => ({ name: histogramKey(head), label: titleWithRegion(head) }));
  return (
    <>
      <div class="workplace">
        <section class="histograms" aria-label={names.length === 1 ? title : "Histograms"}>
          {names.length === 1 ? (
            panel
          ) : (
            <Tabs tabs={tabs} chosen={chosen} onChoose={choose} label="Histograms">
              {panel}
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
                setWindows({ ...windows, [place]: text });
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
  chosen: number | undefined;
  onChoose: (axis: number | undefined) => void;
}) {
  const choices = [
    { axis: undefined, label: "Map" },
    ...axes.map((axis, i) => ({ axis: i, label: `Onto ${axisTitle({ name: i === 0 ? name : "y", axis })}` })),
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
          {label}
        </button>
      ))}
    </div>
  );
}

function toggled(set: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(name)) next.add(name);
  return next;
}

function initialWindow(model: PlotModel | undefined, said: Window | undefined): WindowText {
  const window = said ?? (model && defaultWindow(model));
  return window ? { from: String(window.from), to: String(window.to) } : { from: "", to: "" };
}

/** The name in the address (`#m4l`), or the first one. */
function useHash(names: readonly string[]): [string, (name: string) => void] {
  const read = () => names.find((name) => `#${name}` === location.hash) ?? names[0] ?? "";
  const [chosen, setChosen] = useState(read);
  useEffect(() => {
    const follow = () => {
      setChosen(read());
    };
    window.addEventListener("hashchange", follow);
    return () => {
      window.removeEventListener("hashchange", follow);
    };
  }, []);
  const choose = (name: string) => {
    history.replaceState(null, "", `#${name}`);
    setChosen(name);
  };
  return [chosen, choose];
}
