import { useLayoutEffect, useRef } from "preact/hooks";
import { createLinePlot, type LineFrame } from "../plot/create-line-plot.ts";

/** Lines over each other, as wide as there is room. What it shows stands in a table too, so that it is a picture. */
export function LinePlot({ frame, label, height }: { frame: LineFrame; label: string; height: number }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const width = () => Math.max(200, Math.floor(element.clientWidth));
    const plot = createLinePlot(element, frame, width(), height);
    const observer = new ResizeObserver(() => {
      if (width() !== plot.width) plot.setSize({ width: width(), height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [frame]);
  return <div ref={box} class="plot" role="img" aria-label={label} />;
}
