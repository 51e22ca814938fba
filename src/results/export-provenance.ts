import { catalogueVersion } from "../analysis/catalogue.ts";
import { canonicalSpec } from "../analysis/analysis-id.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { filesOf, type FileProvenance } from "./provenance.ts";
import { sha256 } from "./sha256.ts";

/** Where an exported file comes from; what `hzz verify` asks for again. */
export interface ExportProvenance {
  readonly software: string;
  readonly catalogue: number;
  readonly analysis: string;
  /** Of the canonical text of the specification; begins with the id of the analysis. */
  readonly specSha256: string;
  /** Of the files. */
  readonly tree: string;
  readonly status: AnalysisView["status"];
  /** Parts that are missing. */
  readonly missing: number;
  readonly files: readonly FileProvenance[];
}

/**
 * @param version of this program
 * @param missingCount where the view holds only the first missing parts
 */
export async function exportProvenance(
  view: AnalysisView,
  version: string,
  missingCount = view.missing.length,
): Promise<ExportProvenance> {
  const digest = await sha256(canonicalSpec(view.spec));
  return {
    software: `hzz-edge ${version}`,
    catalogue: catalogueVersion,
    analysis: view.id,
    specSha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""),
    tree: view.spec.tree,
    status: view.status,
    missing: missingCount,
    files: filesOf(view),
  };
}

/** What every export of something that is not whole says; empty if it is whole. */
export function incompleteText({ status, missing }: ExportProvenance): string {
  if (status === "complete") return "";
  return `INCOMPLETE: the analysis is ${status}, ${missing} ${missing === 1 ? "part is" : "parts are"} missing`;
}

/** One line that `readProvenance` finds again in any text. */
export function provenanceLine(provenance: ExportProvenance): string {
  return `hzz-provenance: ${JSON.stringify(provenance)}`;
}
