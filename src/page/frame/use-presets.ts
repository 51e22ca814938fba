import { useEffect, useState } from "preact/hooks";
import type { PresetSummary } from "../../protocol/documents/answer-documents.ts";
import { listPresets } from "../api/requests.ts";
import { useAction } from "./use-action.ts";

/** Until a server that was busy, or away, is asked again. */
const againMs = 3000;

/** The presets, asked for until they are here; none before. `load` has the error while they cannot be had. */
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
  useEffect(() => {
    if (load.error?.retry !== "later") return;
    const timer = setTimeout(load.start, againMs);
    return () => {
      clearTimeout(timer);
    };
  }, [load.error]);
  return { presets, load };
}
