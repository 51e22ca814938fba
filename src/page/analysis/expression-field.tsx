import { useRef, useState } from "preact/hooks";
import { complete, completionsAt, type Known } from "./completions.ts";
import { Field } from "./field.tsx";

/** An input for an expression. Below it, while it is being written, the names that the word at the caret may become; Tab leads to them. */
export function ExpressionField({
  known,
  value,
  onValue,
  ...field
}: Omit<Parameters<typeof Field>[0], "wide" | "numeric"> & { known: readonly Known[] }) {
  const box = useRef<HTMLDivElement>(null);
  /** Undefined: it is not being written. */
  const [caret, setCaret] = useState<number>();
  const fitting = caret === undefined ? [] : completionsAt(value, caret, known);
  const note = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) setCaret(target.selectionStart ?? undefined);
  };
  const choose = (name: string) => {
    const input = box.current?.querySelector("input");
    if (input === null || input === undefined || caret === undefined) return;
    const next = complete(value, caret, name);
    // At once, so that the caret can be put behind it.
    input.value = next.text;
    onValue(next.text);
    input.focus();
    input.setSelectionRange(next.caret, next.caret);
    setCaret(next.caret);
  };
  return (
    <div
      ref={box}
      class="expression-field"
      onInput={note}
      onKeyUp={note}
      onClick={note}
      onFocusOut={({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && box.current?.contains(relatedTarget) === true)) setCaret(undefined);
      }}
    >
      <Field {...field} value={value} wide onValue={onValue} />
      {fitting.length > 0 && (
        <ul class="completions" aria-label="Names that fit">
          {fitting.map(({ name, about }) => (
            <li key={name}>
              <button
                type="button"
                onMouseDown={(event) => {
                  // The input keeps the focus: not every browser gives it to a button.
                  event.preventDefault();
                }}
                onClick={(event) => {
                  event.stopPropagation();
                  choose(name);
                }}
              >
                <code>{name}</code> <span class="quiet">{about}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
