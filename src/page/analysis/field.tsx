import { useId } from "preact/hooks";
import { Message } from "../frame/message.tsx";

/** One input, with what the server found wrong in it. */
export function Field({
  label,
  path,
  value,
  errors,
  onValue,
  numeric = false,
  wide = false,
}: {
  label: string;
  /** Of the field in the specification, as errors name it. */
  path: string;
  value: string;
  errors: ReadonlyMap<string, readonly string[]>;
  onValue: (value: string) => void;
  numeric?: boolean;
  wide?: boolean;
}) {
  const id = useId();
  const wrong = errors.get(path);
  return (
    <div class={`field${numeric ? " field-number" : ""}${wide ? " field-wide" : ""}`}>
      <label for={id}>{label}</label>
      <input
        id={id}
        value={value}
        inputMode={numeric ? "decimal" : "text"}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : `${id}-error`}
        onInput={({ currentTarget }) => {
          onValue(currentTarget.value);
        }}
      />
      {wrong !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          {wrong.map((message) => (
            <span key={message}>
              <Message text={message} />
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
