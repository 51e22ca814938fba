import { labelParts } from "../../plot/label-parts.ts";
import { readableLabel } from "../../plot/readable-label.ts";

/** A label of physics as it is set: with indices, exponents and bars. To who hears it, it is the text that can be read. */
export function LabelText({ text }: { text: string }) {
  const parts = labelParts(text);
  const readable = readableLabel(text);
  const set = parts.map(({ kind, text: inner, base }, i) => {
    switch (kind) {
      case "text":
        return inner;
      case "below":
        return [base, <sub key={i}>{inner}</sub>];
      case "above":
        return <sup key={i}>{inner}</sup>;
      case "bar":
        return <span key={i} class="overline" children={inner} />;
      case "root":
        return ["√", <span key={i} class="overline" children={inner} />];
    }
  });
  // Indices are read as they stand; of an exponent or a bar that would be another thing.
  if (parts.map(({ kind, text: inner, base = "" }) => (kind === "bar" ? "¯" : base) + inner).join("") === readable)
    return <span>{set}</span>;
  return (
    <>
      <span aria-hidden="true">{set}</span>
      <span class="hidden-text">{readable}</span>
    </>
  );
}
