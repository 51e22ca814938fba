import { useEffect, useState } from "preact/hooks";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { RefusedError, UnreachableError } from "../api/errors.ts";
import { listAnalyses } from "../api/requests.ts";

/** As many as a server tells at once. */
const mostListed = "1000";

/** Pause before the list is asked for again where no stream can tell what changes. */
const againMs = 3000;

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
    const isOver = () => isGone;
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
    let last: ReturnType<typeof load> | undefined = load();
    // Comes when the list is there: who waits for it sees it a moment earlier.
    const follow = async () => {
      for (;;) {
        await last?.catch(() => undefined);
        const module = isGone ? undefined : await import("./after-the-list.ts").catch(() => undefined);
        if (isGone) return;
        if (module !== undefined) {
          stop = module.streamList(
            () => {
              const asked = last ?? load();
              last = undefined;
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
          return;
        }
        // Its script cannot be had now.
        await new Promise((resolve) => setTimeout(resolve, againMs));
        if (isOver()) return;
        last = load();
      }
    };
    void follow();
    return () => {
      isGone = true;
      stop?.();
    };
  }, [name]);
  return list;
}
