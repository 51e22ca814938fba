import { useState } from "preact/hooks";
import { pathTo } from "#page/addresses";
import { forgetAnalysis, setPinned } from "../api/requests.ts";
import { goTo } from "./route.ts";
import { type Action, useAction } from "./use-action.ts";

/** Whether an analysis stays when old ones leave, and what changes that. */
export interface Keeping {
  readonly pinned: boolean;
  /** Pins it, or lets it go. */
  readonly pin: Action;
  readonly remove: Action;
}

export function useKeeping(id: string, isPinned: boolean): Keeping {
  // Of an analysis that has ended no state comes any more.
  const [told, setTold] = useState<boolean>();
  const pinned = told ?? isPinned;
  const pin = useAction(async () => {
    setTold((await setPinned(id, !pinned)).pinned === true);
  });
  const remove = useAction(async () => {
    await forgetAnalysis(id);
    goTo(pathTo("/"));
    // The page that is shown now has them; none of an analysis fetches them for this.
    (await import("../home/labels.ts")).setLabel(id, "");
  });
  return { pinned, pin, remove };
}

/** Nothing but another run brings back what is removed, so that it takes a second press. */
export function KeepButtons({ keeping, isRunning }: { keeping: Keeping; isRunning: boolean }) {
  const { pinned, pin, remove } = keeping;
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-pressed={pinned}
        title="A pinned analysis stays when old ones are removed"
        aria-disabled={pin.busy}
        onClick={pin.start}
      >
        {pinned ? "Pinned" : "Pin"}
      </button>
      {!isRunning && !pinned && (
        <button
          type="button"
          aria-disabled={remove.busy}
          onClick={() => {
            if (isAsked) remove.start();
            else setAsked(true);
          }}
          onBlur={() => {
            setAsked(false);
          }}
        >
          {isAsked ? "Press again to remove it with its results" : "Remove"}
        </button>
      )}
    </>
  );
}
