import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import type { ColumnsDocument } from "../../protocol/documents/answer-documents.ts";
import { SpecEditor } from "./spec-editor.tsx";
import { writeSpecText } from "./spec-text.ts";

export interface EditAnalysisProps {
  readonly id: string;
  readonly spec: AnalysisSpec;
  /** Branches of its first file. */
  readonly columns: ColumnsDocument["columns"];
  readonly onStarted: (summary: AnalysisSummary) => void;
}

/** The specification of an analysis, to be changed as text and run again. */
export function EditAnalysis({ id, spec, columns, onStarted }: EditAnalysisProps) {
  const { groups, histograms, regions } = spec;
  return (
    <SpecEditor
      started={{ id, groups, histograms, regions }}
      text={writeSpecText(spec, "YAML")}
      columns={columns}
      onStarted={onStarted}
    />
  );
}
