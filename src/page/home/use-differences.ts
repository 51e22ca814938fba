import { useEffect, useState } from "preact/hooks";
import type { Differing } from "./what-differs.ts";

/** How the analyses of a list differ from those before them, as far as it is known yet. @param ids the newest first */
export function useDifferences(ids: readonly string[]): ReadonlyMap<string, Differing> {
  const [known, setKnown] = useState<ReadonlyMap<string, Differing>>(new Map());
  const all = ids.join(" ");
  useEffect(() => {
    if (ids.length < 2) return;
    const stop = new AbortController();
    const onFound = (id: string, differing: Differing | undefined) => {
      setKnown((before) => {
        // It may differ from nothing any more, as the other one went.
        if (differing === before.get(id)) return before;
        const next = new Map(before);
        if (differing === undefined) next.delete(id);
        else next.set(id, differing);
        return next;
      });
    };
    // Whoever cannot have it sees the list without.
    import("./after-the-list.ts").then(
      ({ findDifferences }) => findDifferences(ids, onFound, stop.signal),
      () => undefined,
    );
    return () => {
      stop.abort();
    };
  }, [all]);
  return known;
}
