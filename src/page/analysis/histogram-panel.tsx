import { useEffect, useMemo, useState } from "preact/hooks";
import type { BlindRange } from "../../analysis/blinding.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { LabelText } from "../frame/label-text.tsx";
import { usePlotTheme } from "../frame/use-plot-theme.ts";
import { blindText } from "../../plot/blinded.ts";
import { allBins, type BinRange } from "../../plot/bin-range.ts";
import { legendRows } from "../../plot/legend.ts";
import { axisTitle, eventsPerBin, eventsPerUnit, meanTitle, noticeOn, plotLabels } from "../../plot/labels.ts";
import type { PlotModel } from "../../plot/plot-model.ts";
import { readableLabel } from "../../plot/readable-label.ts";
import type { Plot } from "../plot/create-plot.ts";
import type { PlotFrame } from "../plot/plot-frame.ts";
import { lazily } from "../frame/lazily.tsx";
import { BlindLine } from "./blind-line.tsx";
import { BinReadout } from "./bin-readout.tsx";
import { PlotLegend } from "./plot-legend.tsx";
import type { Decorate } from "./plot-options.tsx";
import { PlotView } from "./plot-view.tsx";
import type { View } from "./view/view-state.ts";

const PlotCaption = lazily(async () => (await import("./after-the-plot.ts")).PlotCaption);

const PlotToolbar = lazily(async () => (await import("./after-the-plot.ts")).PlotToolbar);

const RangeBar = lazily(async () => (await import("./plot-extras.ts")).RangeBar);

const PlotOptions = lazily(async () => (await import("./plot-extras.ts")).PlotOptions);

/** What cannot be loaded is said elsewhere; there are buttons that zoom. */
function letDrag(plot: Plot): void {
  import("./after-the-plot.ts").then(
    ({ dragByTouch }) => {
      dragByTouch(plot);
    },
    () => undefined,
  );
}

/** The words that are drawn into the plot, for whoever does not see it. */
function wordsOf({ labels, notice }: PlotFrame): string {
  const lines = labels.map((line) => line.map(({ text }) => readableLabel(text)).join(" "));
  return [...lines, ...(notice === undefined ? [] : [readableLabel(notice)])].join("; ");
}

function yTitle({ profile, perUnit, axis }: PlotModel): string {
  if (profile !== undefined) return meanTitle(profile);
  return perUnit ? eventsPerUnit(axis) : eventsPerBin(axis);
}

/** One histogram: its plot with everything that belongs to it. */
export function HistogramPanel({
  analysis,
  title,
  model,
  blind,
  unblind,
  onUnblind,
  window,
  view,
  onChange,
}: {
  analysis: AnalysisDocument;
  /** What the histogram is called. */
  title: string;
  model: PlotModel;
  /** Where data are shown only when asked. */
  blind: readonly BlindRange[];
  /** They are shown, since somebody asked; it does not stand in the address, so that a link unblinds nobody else. */
  unblind: boolean;
  onUnblind: (unblind: boolean) => void;
  window: BinRange | undefined;
  view: View;
  onChange: (part: Partial<View>) => void;
}) {
  const { log, countErrors, hidden } = view;
  const blinded = blindText({ blind, axis: model.axis });
  const theme = usePlotTheme();
  // Of a projection the expression is not said here, and a category is no range.
  const canCut = view.axis === undefined && model.axis.categories === undefined && model.profile === undefined;
  const zoom = useMemo(() => view.zoom ?? allBins(model.bins), [view.zoom?.start, view.zoom?.stop, model.bins]);
  const setZoom = ({ start, stop }: BinRange) => {
    onChange({ zoom: start === 0 && stop === model.bins ? undefined : { start, stop } });
  };
  const toggle = (group: string) => {
    onChange({ hidden: hidden.includes(group) ? hidden.filter((name) => name !== group) : [...hidden, group] });
  };
  const [bin, setBin] = useState<number>();
  const [decorate, setDecorate] = useState<Decorate>();
  const isChosen =
    view.below !== "none" ||
    view.variation !== undefined ||
    view.colors !== "own" ||
    view.stack !== "groups" ||
    view.shapes;
  const [open, setOpen] = useState(isChosen);
  // An address that is typed into the open page may choose them too.
  useEffect(() => {
    if (isChosen) setOpen(true);
  }, [isChosen]);
  // Moving over the plot chooses bins all the time, and changes nothing of what is drawn.
  const frame = useMemo((): PlotFrame => {
    const isWhole = window?.start === 0 && window.stop === model.bins;
    const plain: PlotFrame = {
      model,
      labels: plotLabels(analysis),
      notice: noticeOn(analysis, model),
      legend: legendRows(model, analysis.status !== "running"),
      titles: { x: axisTitle(model), y: yTitle(model) },
      log,
      zoom,
      window: isWhole ? undefined : window,
      theme,
    };
    return decorate?.(plain, view, analysis) ?? plain;
  }, [analysis, model, window, view, zoom, theme, decorate]);
  return (
    <figure aria-label={readableLabel(title)}>
      <h2>
        <LabelText text={title} />
      </h2>
      <p class="hidden-text">{wordsOf(frame)}</p>
      {blinded !== undefined && <BlindLine text={blinded} unblind={unblind} onChoose={onUnblind} />}
      <div class="plot-box">
        <PlotView frame={frame} bin={bin} onBin={setBin} onZoom={setZoom} onCreated={letDrag} />
        <PlotLegend rows={frame.legend} theme={theme} onToggle={toggle} />
      </div>
      <PlotToolbar analysis={analysis} frame={frame} bin={bin} view={view} onChange={onChange} onZoom={setZoom} />
      {view.zoom !== undefined && canCut && (
        <RangeBar
          id={analysis.head.id}
          model={model}
          range={zoom}
          onWindow={(text) => {
            onChange({ window: text });
          }}
        />
      )}
      <BinReadout frame={frame} bin={bin} />
      <details
        open={open}
        onToggle={({ currentTarget }) => {
          setOpen(currentTarget.open);
        }}
      >
        <summary>Stack, shapes, panel below, variations, colours</summary>
        {(open || decorate) && (
          <PlotOptions
            {...{ analysis, model, window, choices: view, onChoose: onChange }}
            onLoad={(loaded) => {
              setDecorate(() => loaded);
            }}
          />
        )}
      </details>
      <PlotCaption frame={frame} countErrors={countErrors} />
    </figure>
  );
}
