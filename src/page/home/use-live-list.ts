import { useEffect, useState } from "preact/hooks";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { RefusedError, UnreachableError } from "../api/errors.ts";
import { listAnalyses } from "../api/requests.ts";

/** As many as a server tells at once. */
const mostListed = "1000";

export interface LiveList {
  /** The newest first; undefined until the server has told. Kept when it is away. */
  readonly analyses: readonly AnalysisSummary[] | undefined;
  readonly error: RefusedError | UnreachableError | undefined;
}

/**
 * The analyses that the server knows, as they are now: asked for once, and then told by the stream that all tabs share.
 *
 * @param name whose are told before all others, should there be more than a server tells
 */
export function useLiveList(name: string): LiveList {
  const [list, setList] = useState<LiveList>({ analyses: undefined, error: undefined });
  useEffect(() => {
    let stop: (() => void) | undefined;
    let isGone = false;
    const load = async () => {
      try {
        const told = await listAnalyses({ limit: mostListed, ...(name === "" ? {} : { first: name }) });
        if (!isGone) setList({ analyses: told.analyses, error: undefined });
        return told;
      } catch (error) {
        if (!isGone && (error instanceof RefusedError || error instanceof UnreachableError))
          setList((before) => ({ ...before, error }));
        throw error;
      }
    };
    const first = load();
    // Who has not loaded it yet sees the list a moment earlier.
    const follow = async () => {
      const [{ streamList }] = await Promise.all([import("../streams/list-stream.ts"), first.catch(() => undefined)]);
      if (isGone) return;
      let next: ReturnType<typeof load> | undefined = first;
      stop = streamList(
        () => {
          const asked = next ?? load();
          next = undefined;
          return asked;
        },
        {
          onState: ({ analyses }) => {
            setList({ analyses, error: undefined });
          },
          onConnection: () => undefined,
          onRefused: () => undefined,
        },
      );
    };
    void follow();
    return () => {
      isGone = true;
      stop?.();
    };
  }, [name]);
  return list;
}
