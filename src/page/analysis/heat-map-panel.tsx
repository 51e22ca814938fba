import { ResultLinks } from "./result-links.tsx";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { histogramKey } from "../../histogram/histogram.ts";
import { describeCell, type HeatMap, toHeatMap } from "../../plot/heat-map.ts";
import { axisTitle, plotLabels, plotNotice } from "../../plot/labels.ts";
import { valueAndError } from "../../plot/numbers.ts";
import type { PlotSource } from "../../plot/plot-model.ts";
import { readableLabel } from "../../plot/readable-label.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { LabelText } from "../frame/label-text.tsx";
import { usePlotTheme } from "../frame/use-plot-theme.ts";
import { drawHeatMap, heatBinAt, type HeatFrame } from "../plot/draw-heat-map.ts";
import { saveCanvas } from "../plot/download-picture.ts";
import { lightTheme } from "../plot/plot-theme.ts";
import type { View } from "./view/view-state.ts";

/** A histogram of two axes: its map, which of the groups it shows, and the numbers of a bin. */
export function HeatMapPanel({
  analysis,
  title,
  sources,
  view: { log, mapOf: wanted },
  onChange,
}: {
  analysis: AnalysisDocument;
  /** What the histogram is called. */
  title: string;
  sources: readonly PlotSource[];
  view: View;
  onChange: (part: Partial<View>) => void;
}) {
  const [bin, setBin] = useState<number>();
  const theme = usePlotTheme();
  const map = useMemo(() => toHeatMap(sources, { wanted, log }), [sources, wanted, log]);
  if (map === undefined) return null;
  const frame: HeatFrame = { map, labels: plotLabels(analysis), notice: plotNotice(analysis), theme, bin };
  const { id } = analysis.head;
  const key = histogramKey(map);
  return (
    <figure aria-label={readableLabel(title)}>
      <h2>
        <LabelText text={title} />
      </h2>
      <HeatView frame={frame} onBin={setBin} />
      <div class="toolbar" role="group" aria-label="Map">
        <label>
          Show{" "}
          <select
            value={map.shown.name}
            onChange={({ currentTarget }) => {
              onChange({ mapOf: currentTarget.value });
            }}
          >
            {map.choices.map(({ name, label }) => (
              <option key={name} value={name}>
                {readableLabel(label)}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          aria-pressed={log}
          onClick={() => {
            onChange({ log: !log });
          }}
        >
          Log colours
        </button>
        <button
          type="button"
          onClick={() => {
            const canvas = document.createElement("canvas");
            const picture = { ...frame, theme: lightTheme, bin: undefined };
            drawHeatMap(canvas, picture, { width: 800, height: 600, density: 2 });
            saveCanvas(canvas, `${id}-${key}.png`);
          }}
        >
          PNG
        </button>
        <ResultLinks id={id} histogram={key} />
      </div>
      <CellReadout map={map} bin={bin} />
      <figcaption class="quiet">
        Colour: events in a bin; bins in which nothing was filled have none. Within both axes {totalOf(map)}
        {map.incomplete && ", not all of it is in"}.
      </figcaption>
    </figure>
  );
}

function totalOf({ inRange: { sumw, entries, error } }: HeatMap): string {
  return sumw === entries ? String(sumw) : valueAndError(sumw, error);
}

/** With the keyboard it is a slider over the bins: arrow keys go from one to the next, as they stand. */
function HeatView({ frame, onBin }: { frame: HeatFrame; onBin: (bin: number | undefined) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { map, bin } = frame;
  useLayoutEffect(() => {
    const [element, target] = [box.current, canvas.current];
    if (element === null || target === null) return;
    const draw = () => {
      drawHeatMap(target, frame, { ...sizeIn(element), density: devicePixelRatio });
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [frame]);
  const move = (dx: number, dy: number) => {
    const [i, j] = bin === undefined ? [0, 0] : [Math.floor(bin / map.y.bins) + dx, (bin % map.y.bins) + dy];
    const clamp = (at: number, bins: number) => Math.min(Math.max(0, at), bins - 1);
    onBin(clamp(i, map.x.bins) * map.y.bins + clamp(j, map.y.bins));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowRight: [1, 0],
      ArrowLeft: [-1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const step = steps[event.key];
    if (event.key === "Escape") onBin(undefined);
    else if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    else move(...step);
    event.preventDefault();
  };
  const cell = bin === undefined ? undefined : describeCell(map, bin);
  return (
    <div
      ref={box}
      class="plot"
      role="slider"
      tabIndex={0}
      aria-label="Values of the bins. Arrow keys go from bin to bin"
      aria-valuemin={1}
      aria-valuemax={map.values.length}
      aria-valuenow={(bin ?? 0) + 1}
      aria-valuetext={cell === undefined ? "no bin chosen" : readableLabel(`${cell.x}, ${cell.y}: ${cell.content}`)}
      onKeyDown={onKeyDown}
      onPointerMove={({ offsetX, offsetY, currentTarget }) => {
        onBin(heatBinAt(map, sizeIn(currentTarget), { x: offsetX, y: offsetY }));
      }}
      onPointerLeave={({ currentTarget }) => {
        if (document.activeElement !== currentTarget) onBin(undefined);
      }}
    >
      <canvas ref={canvas} class="heat-map" data-testid="heat-map" />
    </div>
  );
}

/** As wide as the element, and nearly as high on a phone. */
function sizeIn(element: HTMLElement): { width: number; height: number } {
  const width = Math.max(200, Math.floor(element.clientWidth));
  return { width, height: Math.round(Math.min(620, Math.max(320, width * 0.72))) };
}

function CellReadout({ map, bin }: { map: HeatMap; bin: number | undefined }) {
  if (bin === undefined)
    return <p class="readout quiet">Point at a bin for its numbers, or go there with arrow keys.</p>;
  const { x, y, content } = describeCell(map, bin);
  return (
    <dl class="readout" data-testid="readout">
      {[
        [axisTitle({ name: map.name, axis: { ...map.x, unit: "" } }), x],
        [axisTitle({ name: "y", axis: { ...map.y, unit: "" } }), y],
        [map.shown.label, content],
      ].map(([label, text]) => (
        <div key={label}>
          <dt>
            <LabelText text={label!} />
          </dt>
          <dd>
            <LabelText text={text!} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
