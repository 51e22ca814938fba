/** What only some look at of plots, as one script that is fetched when the first of it is asked for. */
export { BinContents } from "./bin-contents.tsx";
export { FitPanel } from "../fit/fit-panel.tsx";
export { HeatMapPanel } from "./heat-map-panel.tsx";
export { PlotOptions } from "./plot-options.tsx";
export { downloadPicture } from "../plot/download-picture.ts";
