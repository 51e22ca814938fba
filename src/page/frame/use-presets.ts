import { useEffect, useState } from "preact/hooks";
import type { PresetSummary } from "../../protocol/documents/answer-documents.ts";
import { listPresets } from "../api/requests.ts";
import { useAction } from "./use-action.ts";

/** The presets, asked for once; none until they are here. `load` has the error if they could not be had, and tries again. */
export function usePresets(): {
  readonly presets: readonly PresetSummary[];
  readonly load: ReturnType<typeof useAction>;
} {
  const [presets, setPresets] = useState<readonly PresetSummary[]>([]);
  const load = useAction(async () => {
    setPresets(await listPresets());
  });
  useEffect(() => {
    load.start();
  }, []);
  return { presets, load };
}
