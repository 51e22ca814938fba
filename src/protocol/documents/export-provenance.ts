import * as z from "zod/mini";
import { fileSchema } from "./answer-documents.ts";
import { count, type DocumentOf, listOf, matchDocument, text } from "./document-schema.ts";
import { analysisStatusSchema } from "./analysis-document.ts";

/** Where an exported file comes from; what `hzz verify` asks for again. */
const exportProvenanceSchema = z.object({
  software: text(),
  catalogue: count(),
  analysis: text(),
  specSha256: text("Of the canonical text of the specification; begins with the id of the analysis."),
  tree: text("Of the files."),
  status: analysisStatusSchema,
  missing: count("Parts that are missing."),
  files: listOf(fileSchema),
});
export type ExportProvenance = DocumentOf<typeof exportProvenanceSchema>;

/** The value, if it is one; whoever wrote it. */
export function readExportProvenance(value: unknown): ExportProvenance | undefined {
  return matchDocument(exportProvenanceSchema, value);
}
