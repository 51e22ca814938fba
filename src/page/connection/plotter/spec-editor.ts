import type { ComponentType } from "preact";
import type { EditAnalysisProps } from "../../editor/edit-analysis.tsx";
import { lazily } from "../../frame/lazily.tsx";

/** The specification of an analysis as text; undefined where there is no editor. */
export const EditAnalysis: ComponentType<EditAnalysisProps> | undefined = lazily(
  async () => (await import("../../editor/edit-analysis.tsx")).EditAnalysis,
);
