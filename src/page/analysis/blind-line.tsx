import { LabelText } from "../frame/label-text.tsx";
/** Says that data are not shown, and shows them when asked. */
export function BlindLine({
  text,
  unblind,
  onChoose,
}: {
  /** The ranges. */
  text: string;
  unblind: boolean;
  onChoose: (unblind: boolean) => void;
}) {
  return (
    <p class="blind">
      {unblind ? "Unblinded by you" : "Blinded, not shown nor counted"}: data in <LabelText text={text} />. The
      specification asks not to look there.{" "}
      <button
        type="button"
        aria-pressed={unblind}
        onClick={() => {
          onChoose(!unblind);
        }}
      >
        Unblind
      </button>
    </p>
  );
}
