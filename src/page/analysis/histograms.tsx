import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { histogramKey, titleWithRegion } from "../../histogram/histogram.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { binsOfWindow } from "../../plot/bin-range.ts";
import { type PlotModel, sourcesOfDocument, toPlotModel } from "../../plot/plot-model.ts";
import { defaultWindow } from "../../plot/window-yields.ts";
import { BinTable } from "./bin-table.tsx";
import { HistogramPanel } from "./histogram-panel.tsx";
import { firstChoices } from "./plot-choices.ts";
import { Tabs } from "./tabs.tsx";
import { WindowPanel, type WindowText } from "./window-panel.tsx";

/**
 * The plots: one at a time, chosen by tabs where there are several. The choice stands in the address, so that a reload keeps it.
 *
 * @param beside stands next to the plot where there is room
 */
export function Histograms({ analysis, beside }: { analysis: AnalysisDocument; beside: ComponentChildren }) {
  const names = analysis.head.histograms.map(histogramKey);
  const [chosen, choose] = useHash(names);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [choices, setChoices] = useState(firstChoices);
  const [windows, setWindows] = useState<Readonly<Record<string, WindowText>>>({});
  const sources = sourcesOfDocument(analysis, chosen);
  const { countErrors, perUnit } = choices;
  const model = toPlotModel(sources, { hidden, countErrors });
  if (model === undefined) return beside;
  // Tables tell contents, whatever is drawn.
  const drawn = (perUnit ? toPlotModel(sources, { hidden, countErrors, perUnit }) : undefined) ?? model;
  const window = windows[chosen] ?? initialWindow(model);
  const windowBins = binsOfWindow(model.edges, Number(window.from), Number(window.to));
  const panel = (
    <HistogramPanel
      key={chosen}
      analysis={analysis}
      model={drawn}
      window={windowBins}
      choices={choices}
      onChoose={(change) => {
        setChoices({ ...choices, ...change });
      }}
      onToggle={(group) => {
        setHidden(toggled(hidden, group));
      }}
    />
  );
  const tabs = analysis.head.histograms.map((head) => ({ name: histogramKey(head), label: titleWithRegion(head) }));
  return (
    <>
      <div class="workplace">
        <section class="histograms" aria-label={names.length === 1 ? titleWithRegion(model) : "Histograms"}>
          {names.length === 1 ? (
            panel
          ) : (
            <Tabs tabs={tabs} chosen={chosen} onChoose={choose} label="Histograms">
              {panel}
            </Tabs>
          )}
        </section>
        <div class="side">
          <WindowPanel
            model={model}
            text={window}
            bins={windowBins}
            onChange={(text) => {
              setWindows({ ...windows, [chosen]: text });
            }}
          />
          {beside}
        </div>
      </div>
      <BinTable model={model} />
    </>
  );
}

function toggled(set: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(name)) next.add(name);
  return next;
}

function initialWindow(model: PlotModel): WindowText {
  const [first = 0, last = 0] = [model.edges[0], model.edges.at(-1)];
  const { from, to } = defaultWindow(model) ?? { from: first, to: last };
  return { from: String(from), to: String(to) };
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
