import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { StatisticsError } from "../statistics/workspace-error.ts";
import type { ExportProvenance } from "../protocol/documents/export-provenance.ts";
import { exportProvenance, incompleteText, provenanceLine } from "./export-provenance.ts";
import { hepdataSubmission } from "./hepdata.ts";
import { latexTables } from "./latex-tables.ts";
import { cutflowToCsv } from "./to-csv.ts";
import { toHs3 } from "../statistics/to-hs3.ts";
import { channelAxes } from "./model-channels.ts";
import { toWorkspace } from "./to-workspace.ts";
import { unblinded } from "./blind-notes.ts";
import { zipOf } from "./zip.ts";

export const exportFormats = ["pyhf", "hs3", "hepdata", "latex", "csv"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportedFile {
  readonly content: string | Uint8Array;
  /** What the user should know of it. */
  readonly notes: readonly string[];
}

/**
 * A result as other programs want it: `pyhf` a workspace (JSON), `hs3` the same in HS3 (JSON), `hepdata` a submission (zip), `latex` tables of yields and cutflow, `csv` the
 * cutflow, whose last stages are the yields. Each says where it comes from, and if it is incomplete.
 *
 * @param unblind with the data that the specification blinds, in models and HEPData; what counts events after cuts holds them anyway
 * @throws {StatisticsError} if a statistical model is asked for and none can be made
 */
export async function exportedFile(
  blinded: AnalysisView,
  format: ExportFormat,
  {
    version,
    missingCount,
    unblind = false,
  }: { readonly version: string; readonly missingCount: number; readonly unblind?: boolean },
): Promise<ExportedFile> {
  // It comes from the specification as it is.
  const provenance = await exportProvenance(blinded, version, missingCount);
  const view = unblind ? unblinded(blinded) : blinded;
  switch (format) {
    case "pyhf":
      return { content: workspaceText(view, provenance), notes: [] };
    case "hs3":
      return { content: hs3Text(view, provenance), notes: [] };
    case "latex":
      return { content: latexTables(view, provenance), notes: [] };
    case "csv":
      return { content: `# ${provenanceLine(provenance)}\r\n${cutflowToCsv(view)}`, notes: [] };
    case "hepdata": {
      const model = modelFile(view, provenance);
      const files = hepdataSubmission(view, provenance, model instanceof StatisticsError ? [] : [model]);
      const notes = model instanceof StatisticsError ? [`without a statistical model: ${model.message}`] : [];
      return { content: zipOf(files), notes };
    }
  }
}

/** The format has no place for where it comes from but the name of the measurement. */
function workspaceText(view: AnalysisView, provenance: ExportProvenance): string {
  const warning = incompleteText(provenance);
  const name = `${provenance.software}, analysis ${view.id}${warning === "" ? "" : `, ${warning}`}`;
  return `${JSON.stringify(toWorkspace(view, name), null, 1)}\n`;
}

/** Where it comes from stands in `misc`, which is for anything, and readers are told what it is. */
function hs3Text(view: AnalysisView, provenance: ExportProvenance): string {
  const warning = incompleteText(provenance);
  const { metadata, ...model } = toHs3(toWorkspace(view, `analysis ${view.id}`), { axes: channelAxes(view) });
  const [name, version] = provenance.software.split(" ");
  const document = {
    metadata: {
      ...metadata,
      packages: [{ name, version }],
      description: view.spec.title + (warning && `. ${warning}`),
    },
    ...model,
    misc: { "hzz-provenance": provenance },
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function modelFile(view: AnalysisView, provenance: ExportProvenance) {
  try {
    return {
      file: "workspace.json",
      text: workspaceText(view, provenance),
      type: "HistFactory",
      description: "Statistical model as a pyhf workspace.",
    };
  } catch (error) {
    if (error instanceof StatisticsError) return error;
    throw error;
  }
}
