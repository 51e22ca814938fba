import { canvasLegendBox, drawCanvasLegend } from "./canvas-legend.ts";
import { createPlot } from "./create-plot.ts";
import type { PlotFrame } from "./plot-frame.ts";
import { lightTheme } from "./plot-theme.ts";

/** The picture is as large on every screen: 1600 × 1200 pixels, drawn as a plot of 800 × 600 CSS pixels at twice the density; a panel below is added. */
const pixels = { width: 1600, height: 1200 };
const designWidth = 800;

/** Draws the plot as it is zoomed and toggled now, with its legend, on white, and gives it to the user as a file. */
export function downloadPicture(frame: PlotFrame, name: string): void {
  const box = document.createElement("div");
  box.className = "offscreen";
  document.body.append(box);
  const density = devicePixelRatio;
  const below = ((frame.below?.height ?? 0) * pixels.width) / designWidth;
  const plot = createPlot(
    box,
    { ...(frame.onPaper?.() ?? frame), theme: lightTheme, window: undefined },
    {
      width: pixels.width / density,
      height: (pixels.height + below) / density,
      scale: pixels.width / designWidth / density,
      drawLegend: drawCanvasLegend,
      legendBox: (drawn) => canvasLegendBox(drawn, designWidth),
    },
  );
  // uPlot draws in a microtask after its creation.
  queueMicrotask(() => {
    saveCanvas(plot.canvas, name, () => {
      plot.destroy();
      box.remove();
    });
  });
}

/** Gives what is drawn to the user as a PNG file. @param taken called when the canvas is not needed any more */
export function saveCanvas(canvas: HTMLCanvasElement, name: string, taken: () => void = () => undefined): void {
  canvas.toBlob((blob) => {
    taken();
    if (blob !== null) save(blob, name);
  }, "image/png");
}

/** Gives something to the user as a file. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken hold of it by the next turn.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 10_000);
}
