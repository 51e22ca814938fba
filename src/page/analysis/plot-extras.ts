// What only some look at of an analysis, as one script that is fetched when the first of it is asked for: many small ones, and what they
// share, are larger together.
export { BinContents } from "./bin-contents.tsx";
export { ChangeFields } from "./change-fields.tsx";
export { CutflowChart } from "./cutflow-chart.tsx";
export { FitPanel } from "../fit/fit-panel.tsx";
export { HeatMapPanel } from "./heat-map-panel.tsx";
export { Overview } from "./overview.tsx";
export { PlotOptions } from "./plot-options.tsx";
export { RangeBar } from "./range-bar.tsx";
export { RegionPlots } from "./region-plots.tsx";
export { SampleStack } from "./sample-stack.tsx";
export { downloadPicture } from "../plot/download-picture.ts";
