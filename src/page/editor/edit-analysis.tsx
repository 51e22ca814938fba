import { useEffect, useState } from "preact/hooks";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { getSpec } from "../api/requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { useAction } from "../frame/use-action.ts";
import { SpecEditor } from "./spec-editor.tsx";
import { writeSpecText } from "./spec-text.ts";

export interface EditAnalysisProps {
  readonly id: string;
  readonly onStarted: (summary: AnalysisSummary) => void;
}

/** The specification of an analysis, to be changed as text and run again. */
export function EditAnalysis({ id, onStarted }: EditAnalysisProps) {
  const [text, setText] = useState<string>();
  const load = useAction(async () => {
    setText(writeSpecText(await getSpec(id), "YAML"));
  });
  useEffect(() => {
    load.start();
  }, []);
  if (load.error !== undefined) return <ProblemBox error={load.error} retry={load.start} />;
  return text === undefined ? null : <SpecEditor text={text} onStarted={onStarted} />;
}
