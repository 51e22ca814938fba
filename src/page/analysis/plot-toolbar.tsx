import { useState } from "preact/hooks";
import { ResultLinks } from "./result-links.tsx";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { histogramKey } from "../../histogram/histogram.ts";
import { allBins, type BinRange, zoomIn, zoomOut } from "../../plot/bin-range.ts";
import { eventsPerUnit } from "../../plot/labels.ts";
import type { PlotFrame } from "../plot/plot-frame.ts";
import type { View } from "./view/view-state.ts";
import { LabelText } from "../frame/label-text.tsx";

/** Scale, zoom, downloads. */
export function PlotToolbar({
  analysis,
  frame,
  bin,
  view: { log, perUnit, countErrors },
  onChange,
  onZoom,
}: {
  analysis: AnalysisDocument;
  frame: PlotFrame;
  bin: number | undefined;
  view: View;
  onChange: (part: Partial<View>) => void;
  onZoom: (range: BinRange) => void;
}) {
  const { model, zoom } = frame;
  const [failed, setFailed] = useState(false);
  const middle = bin ?? Math.floor((zoom.start + zoom.stop) / 2);
  const { id } = analysis.head;
  const key = histogramKey(model);
  const isWhole = zoom.start === 0 && zoom.stop === model.bins;
  return (
    <div class="toolbar" role="group" aria-label="Plot">
      <button
        type="button"
        aria-pressed={log}
        onClick={() => {
          onChange({ log: !log });
        }}
      >
        Log scale
      </button>
      {model.groups.some(({ kind }) => kind === "data") && (
        <button
          type="button"
          aria-pressed={countErrors === "root"}
          title="Error bars of data: ±√N in place of the central 68 % interval"
          onClick={() => {
            onChange({ countErrors: countErrors === "root" ? "interval" : "root" });
          }}
        >
          ±√N
        </button>
      )}
      {model.axis.kind === "variable" && model.profile === undefined && (
        <button
          type="button"
          aria-pressed={perUnit}
          title="Contents divided by the width of their bin"
          onClick={() => {
            onChange({ perUnit: !perUnit });
          }}
        >
          <LabelText text={eventsPerUnit(model.axis)} />
        </button>
      )}
      <button
        type="button"
        onClick={() => {
          onZoom(zoomIn(zoom, middle, model.bins));
        }}
      >
        Zoom in
      </button>
      <button
        type="button"
        aria-disabled={isWhole}
        onClick={() => {
          onZoom(zoomOut(zoom, middle, model.bins));
        }}
      >
        Zoom out
      </button>
      <button
        type="button"
        aria-disabled={isWhole}
        onClick={() => {
          onZoom(allBins(model.bins));
        }}
      >
        Whole axis
      </button>
      <button
        type="button"
        onClick={() => {
          import("./plot-extras.ts").then(
            ({ downloadPicture }) => {
              downloadPicture(frame, `${id}-${key}.png`);
            },
            () => {
              setFailed(true);
            },
          );
        }}
      >
        PNG
      </button>
      <ResultLinks id={id} histogram={key} />
      {failed && <p role="alert">A part of this page could not be loaded. Reload the page to try again.</p>}
    </div>
  );
}
