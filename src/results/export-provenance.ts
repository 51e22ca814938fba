import { catalogueVersion } from "../analysis/catalogue.ts";
import { canonicalSpec } from "../analysis/analysis-id.ts";
import type { ExportProvenance } from "../protocol/documents/export-provenance.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { filesOf } from "./provenance.ts";
import { sha256 } from "./sha256.ts";

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
