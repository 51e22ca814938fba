import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { useEffect, useState } from "preact/hooks";
import type { RefusedError } from "../api/errors.ts";
import { type Connection, streamAnalysis } from "../streams/analysis-stream.ts";

export interface LiveState {
  readonly analysis: AnalysisDocument | undefined;
  readonly connection: Connection;
  readonly refused: RefusedError | undefined;
}

/**
 * An analysis as it is now. Changes are shown at most once a frame, however many come.
 *
 * @param attempt another number loads it again (it was started anew)
 */
export function useLiveAnalysis(id: string, attempt: number): LiveState {
  const [state, setState] = useState<LiveState>(nothing);
  useEffect(() => {
    let next: LiveState = nothing;
    let frame: number | undefined;
    const change = (part: Partial<LiveState>) => {
      next = { ...next, ...part };
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        setState((shown) => ({
          ...next,
          analysis: next.analysis ?? (shown.analysis?.head.id === id ? shown.analysis : undefined),
        }));
      });
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
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [id, attempt]);
  return state;
}

const nothing: LiveState = { analysis: undefined, connection: "loading", refused: undefined };
