import type { ComponentType } from "preact";
import type { EditAnalysisProps } from "../../editor/edit-analysis.tsx";

/** Not here: what looks into files for it, and the editor itself, would be half of what this page is. */
export const loadEditor: (() => Promise<ComponentType<EditAnalysisProps>>) | undefined = undefined;
