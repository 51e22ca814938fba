import { useEffect, useRef } from "preact/hooks";
import { caretsIn } from "../editor/carets.ts";
import { Message } from "../frame/message.tsx";
import type { PlacedError } from "./field-errors.ts";

/** What is wrong with the fields of a form: each mistake once, above the form, with a button that leads to its field. */
export function FormErrors({
  id,
  title,
  errors,
  fieldOf,
}: {
  /** The mistakes are `id-0`, `id-1` and so on, so that fields can name them. */
  id: string;
  title: string;
  errors: readonly PlacedError[];
  fieldOf: (path: string) => HTMLInputElement | null;
}) {
  const box = useRef<HTMLDivElement>(null);
  // It may stand above what is on the screen: the button that sends the form stands at its end.
  useEffect(() => {
    box.current?.focus();
  }, [errors]);
  const goTo = ({ field, message }: PlacedError) => {
    const input = fieldOf(field ?? "");
    input?.focus();
    const place = caretsIn(message, input?.value ?? "");
    if (place !== undefined) input?.setSelectionRange(place.start, place.stop);
  };
  return (
    <div ref={box} class="problem" role="alert" tabIndex={-1}>
      <strong>{title}</strong>
      <ul class="form-errors">
        {errors.map((error, i) => (
          <li key={i}>
            {error.field !== undefined ? (
              <button
                type="button"
                onClick={() => {
                  goTo(error);
                }}
              >
                {error.path}
              </button>
            ) : (
              error.path !== "" && <code>{error.path}</code>
            )}{" "}
            <span id={`${id}-${i}`}>
              <Message text={error.message} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
