import { addressOf } from "#page/addresses";
import { comparePath, mostCompared } from "../compare/compared-ids.ts";
import { followLink } from "../frame/route.ts";

/** What was ticked in the list, and the way to the page that compares it. */
export function CompareBar({
  ticked,
  onTicked,
}: {
  ticked: readonly string[];
  onTicked: (ids: readonly string[]) => void;
}) {
  const isRight = ticked.length >= 2 && ticked.length <= mostCompared;
  return (
    <div class="panel compare-bar">
      <span role="status">
        {ticked.length} ticked
        {!isRight && `; two to ${mostCompared} can be compared`}
      </span>
      {isRight && (
        <a class="button primary" href={addressOf(comparePath(ticked))} onClick={followLink}>
          Compare
        </a>
      )}
      <button
        type="button"
        onClick={() => {
          onTicked([]);
        }}
      >
        Untick all
      </button>
    </div>
  );
}
