import type { AnalysisView } from "../../protocol/documents/analysis-view.ts";
import { type ExportFormat, exportedFile } from "../../results/exported-file.ts";
import { type Download, downloadRoute } from "./download-routes.ts";
import type { PlotterAppDeps } from "./plotter-deps.ts";
import { anyText, type PlotterRoute } from "./route.ts";
import { SharedDocuments } from "./shared-documents.ts";

const exports: readonly (Omit<Download, "content"> & { readonly format: ExportFormat })[] = [
  {
    format: "hepdata",
    file: "submission.zip",
    operationId: "getSubmission",
    summary: "A submission to HEPData",
    description:
      "Tables of all histograms of one axis and the cutflow, where they come from, and the statistical model if there is one.",
    type: "application/zip",
    schema: { type: "string", format: "binary" },
  },
  {
    format: "latex",
    file: "tables.tex",
    operationId: "getTables",
    summary: "Yields and cutflow as LaTeX tables",
    description: "Two tables, which need no package.",
    type: "application/x-tex; charset=utf-8",
    schema: anyText,
  },
];

/** What `hzz export` writes, of the analysis as it stands; something incomplete says so in its name and inside. */
export function exportRoutes(deps: PlotterAppDeps): PlotterRoute[] {
  const documents = new SharedDocuments();
  return exports.map(({ format, ...download }) =>
    downloadRoute(deps, documents, { ...download, content: (view) => exportedBytes(view, format, deps.version) }),
  );
}

async function exportedBytes(
  view: AnalysisView,
  format: ExportFormat,
  version: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { content } = await exportedFile(view, format, { version, missingCount: view.missing.length });
  return typeof content === "string" ? new TextEncoder().encode(content) : Uint8Array.from(content);
}
