import { useId } from "preact/hooks";

/** One input; what the server found wrong in it stands above the form. */
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
  /** By the path of a field: ids of what is wrong with it. */
  errors: ReadonlyMap<string, string>;
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
        name={path}
        value={value}
        inputMode={numeric ? "decimal" : "text"}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong}
        onInput={({ currentTarget }) => {
          onValue(currentTarget.value);
        }}
      />
    </div>
  );
}
