// What stands around a plot, as one script that is fetched when the plot is shown.
export { BinTable } from "./bin-table.tsx";
export { ChangeForm } from "./change-form.tsx";
export { CutflowTable } from "./cutflow-table.tsx";
export { EndNotice } from "./end-notice.tsx";
export { FitDetails } from "./fit-details.tsx";
export { MissingParts, Warnings } from "./missing-parts.tsx";
export { OfflineOffer, ToyNotice } from "./notices.tsx";
export { PlotCaption } from "./plot-caption.tsx";
export { PlotToolbar } from "./plot-toolbar.tsx";
export { WindowPanel } from "./window-panel.tsx";
export { dragByTouch } from "../plot/drag-by-touch.ts";
