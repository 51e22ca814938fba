import { useEffect, useState } from "preact/hooks";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import type { RefusedError } from "../api/errors.ts";
import { getSpec } from "../api/requests.ts";
import { type Connection, streamAnalysis } from "../streams/analysis-stream.ts";
import { pacedFrames } from "../frame/paced-frames.ts";
import { keepAsking } from "../api/keep-asking.ts";

/** What is known of one of the analyses that are compared. */
export interface Compared {
  readonly analysis?: AnalysisDocument;
  readonly spec?: AnalysisSpec;
  readonly connection?: Connection;
  /** The server will not show it. */
  readonly error?: RefusedError;
}

/** The analyses as they are now, by id. Changes are shown as often as it costs little, see {@link pacedFrames}. */
export function useCompared(ids: readonly string[]): ReadonlyMap<string, Compared> {
  const [shown, setShown] = useState<ReadonlyMap<string, Compared>>(new Map());
  useEffect(() => {
    const known = new Map<string, Compared>();
    const frames = pacedFrames(() => {
      setShown(new Map(known));
    });
    const change = (id: string, part: Compared) => {
      known.set(id, { ...known.get(id), ...part });
      // Only what comes again soon may wait.
      frames.ask(part.analysis?.status !== "running");
    };
    const stops = ids.map((id) => {
      const onRefused = (error: RefusedError) => {
        change(id, { error });
      };
      const stopAsking = keepAsking(
        () => getSpec(id),
        (spec) => {
          change(id, { spec });
        },
        onRefused,
      );
      const stopStream = streamAnalysis(id, {
        onAnalysis: (analysis) => {
          change(id, { analysis });
        },
        onConnection: (connection) => {
          change(id, { connection });
        },
        onRefused,
      });
      return () => {
        stopAsking();
        stopStream();
      };
    });
    return () => {
      for (const stop of stops) stop();
      frames.stop();
    };
  }, [ids.join(" ")]);
  return shown;
}
