import type { ComponentType } from "preact";
import type { EditAnalysisProps } from "../../editor/edit-analysis.tsx";

/** Fetches what edits a specification as text; undefined where there is no editor. */
export const loadEditor: (() => Promise<ComponentType<EditAnalysisProps>>) | undefined = async () =>
  (await import("../../editor/edit-analysis.tsx")).EditAnalysis;
