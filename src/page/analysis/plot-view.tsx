import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { allBins, type BinRange, including, zoomIn, zoomOut } from "../../plot/bin-range.ts";
import { describeBin } from "../../plot/legend.ts";
import { createPlot, type Plot } from "../plot/create-plot.ts";
import type { LegendBox, PlotFrame } from "../plot/plot-frame.ts";

/**
 * The drawing, as wide as there is room. With the keyboard it is a slider over the bins: arrow keys read one after the other, + and −
 * zoom, 0 shows all.
 */
export function PlotView({
  frame,
  bin,
  onBin,
  onZoom,
  onCreated,
}: {
  frame: PlotFrame;
  bin: number | undefined;
  onBin: (bin: number | undefined) => void;
  onZoom: (range: BinRange) => void;
  /** Is given the drawing whenever it is a new one. */
  onCreated: (plot: Plot) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | undefined>(undefined);
  const { model, log, below } = frame;
  const added = below?.height ?? 0;
  const whole = allBins(model.bins);
  const layers = model.groups.length;

  // A new plot only where uPlot cannot change the old one: another kind of y axis, other layers, or more or less below it.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const created = createPlot(element, frame, {
      ...sizeIn(element, added),
      legendBox: () => legendBoxOver(element),
      onBin: (next) => {
        if (next !== undefined || document.activeElement !== element) onBin(next);
      },
      onZoom: (range) => {
        onZoom(range ?? whole);
      },
    });
    plot.current = created;
    onCreated(created);
    const observer = new ResizeObserver(() => {
      const { width, height } = sizeIn(element, added);
      created.resize(width, height);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      created.destroy();
      plot.current = undefined;
    };
  }, [log, added, layers]);
  useLayoutEffect(() => {
    plot.current?.update(frame);
  }, [frame]);
  useEffect(() => {
    plot.current?.showBin(bin);
  }, [bin, log, added, layers, frame.zoom]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { zoom } = frame;
    const middle = bin ?? Math.floor((zoom.start + zoom.stop) / 2);
    const goTo = (next: number) => {
      const target = Math.min(Math.max(0, next), model.bins - 1);
      onBin(target);
      onZoom(including(zoom, target));
    };
    const actions: Readonly<Record<string, () => void>> = {
      ArrowRight: () => {
        goTo(bin === undefined ? zoom.start : bin + 1);
      },
      ArrowLeft: () => {
        goTo(bin === undefined ? zoom.stop - 1 : bin - 1);
      },
      PageUp: () => {
        goTo(middle + 10);
      },
      PageDown: () => {
        goTo(middle - 10);
      },
      Home: () => {
        goTo(0);
      },
      End: () => {
        goTo(model.bins - 1);
      },
      "+": () => {
        onZoom(zoomIn(zoom, middle, model.bins));
      },
      "=": () => {
        onZoom(zoomIn(zoom, middle, model.bins));
      },
      "-": () => {
        onZoom(zoomOut(zoom, middle, model.bins));
      },
      "0": () => {
        onZoom(whole);
      },
      Escape: () => {
        onBin(undefined);
        onZoom(whole);
      },
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  return (
    <div
      ref={box}
      class="plot"
      role="slider"
      tabIndex={0}
      aria-label="Values of the bins. Arrow keys go from bin to bin; plus and minus zoom, zero shows all"
      aria-valuemin={1}
      aria-valuemax={model.bins}
      aria-valuenow={(bin ?? 0) + 1}
      aria-valuetext={bin === undefined ? "no bin chosen" : describeBin(model, bin, below?.contentsOf(bin))}
      onKeyDown={onKeyDown}
    />
  );
}

/** Of the legend beside the element, if it lies over it: where there is no room it stands below. */
function legendBoxOver(element: HTMLElement): LegendBox | undefined {
  const legend = element.parentElement?.querySelector(".legend");
  if (!legend || getComputedStyle(legend).position !== "absolute") return undefined;
  const [plot, box] = [element.getBoundingClientRect(), legend.getBoundingClientRect()];
  return { left: box.left - plot.left, bottom: box.bottom - plot.top };
}

/**
 * As wide as the element; lower than wide, yet high enough on a phone, and all of it in the first screen where there is room for that.
 *
 * @param added for a panel below
 */
function sizeIn(element: HTMLElement, added: number): { width: number; height: number } {
  const width = Math.max(200, Math.floor(element.clientWidth));
  const room = innerHeight - (element.getBoundingClientRect().top + scrollY) - 8;
  return { width, height: Math.round(Math.min(620, Math.max(360, Math.min(width * 0.72, room)))) + added };
}
