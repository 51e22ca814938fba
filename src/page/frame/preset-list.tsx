import type { ComponentChildren } from "preact";
import type { PresetSummary } from "../../protocol/documents/answer-documents.ts";

/** Presets of the four leptons, which come first; the list of all would push what runs off the screen. */
const shownAtOnce = 6;

/** A card for each preset; those of other analyses wait behind a line to click. */
export function PresetList(props: {
  readonly presets: readonly PresetSummary[];
  readonly card: (preset: PresetSummary) => ComponentChildren;
}) {
  const { presets, card } = props;
  return (
    <>
      <ul class="cards">{presets.slice(0, shownAtOnce).map(card)}</ul>
      {presets.length > shownAtOnce && (
        <details>
          <summary>Other analyses: {presets.length - shownAtOnce}</summary>
          <ul class="cards">{presets.slice(shownAtOnce).map(card)}</ul>
        </details>
      )}
    </>
  );
}
