import { useEffect, useState } from "preact/hooks";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { RefusedError, UnreachableError } from "../api/errors.ts";
import { getSpec } from "../api/requests.ts";
import { streamAnalysis } from "../streams/analysis-stream.ts";

/** What is known of one of the analyses that are compared. */
export interface Compared {
  readonly analysis?: AnalysisDocument;
  readonly spec?: AnalysisSpec;
  readonly error?: RefusedError | UnreachableError;
}

/** The analyses as they are now, by id. Changes are shown at most once a frame, however many come. */
export function useCompared(ids: readonly string[]): ReadonlyMap<string, Compared> {
  const [shown, setShown] = useState<ReadonlyMap<string, Compared>>(new Map());
  useEffect(() => {
    const known = new Map<string, Compared>();
    let frame: number | undefined;
    const change = (id: string, part: Compared) => {
      known.set(id, { ...known.get(id), ...part });
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        setShown(new Map(known));
      });
    };
    const stops = ids.map((id) => {
      getSpec(id).then(
        (spec) => {
          change(id, { spec });
        },
        (error: unknown) => {
          if (!(error instanceof RefusedError || error instanceof UnreachableError)) throw error;
          change(id, { error });
        },
      );
      return streamAnalysis(id, {
        onAnalysis: (analysis) => {
          change(id, { analysis });
        },
        onConnection: () => undefined,
        onRefused: (error) => {
          change(id, { error });
        },
      });
    });
    return () => {
      for (const stop of stops) stop();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [ids.join(" ")]);
  return shown;
}
