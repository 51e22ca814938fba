import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { useEffect, useState } from "preact/hooks";
import type { RefusedError } from "../api/errors.ts";
import { type Connection, streamAnalysis } from "../streams/analysis-stream.ts";
import { pacedFrames } from "../frame/paced-frames.ts";

export interface LiveState {
  readonly analysis: AnalysisDocument | undefined;
  readonly connection: Connection;
  readonly refused: RefusedError | undefined;
}

/**
 * An analysis as it is now. Changes are shown as often as it costs little, see {@link pacedFrames}.
 *
 * @param attempt another number loads it again (it was started anew)
 */
export function useLiveAnalysis(id: string, attempt: number): LiveState {
  const [state, setState] = useState<LiveState>(nothing);
  useEffect(() => {
    let next: LiveState = nothing;
    const frames = pacedFrames(() => {
      setState((shown) => ({
        ...next,
        analysis: next.analysis ?? (shown.analysis?.head.id === id ? shown.analysis : undefined),
      }));
    });
    const change = (part: Partial<LiveState>) => {
      next = { ...next, ...part };
      // Only what comes again soon may wait.
      frames.ask(part.analysis?.status !== "running");
    };
    const stop = streamAnalysis(id, {
      onAnalysis: (analysis) => {
        change({ analysis });
      },
      onConnection: (connection) => {
        change({ connection });
      },
      onRefused: (refused) => {
        change({ refused });
      },
    });
    return () => {
      stop();
      frames.stop();
    };
  }, [id, attempt]);
  return state;
}

const nothing: LiveState = { analysis: undefined, connection: "loading", refused: undefined };
