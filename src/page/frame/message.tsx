import { messageParts } from "./message-parts.ts";

/** A message of an error. Carets stand below the character that they point at. */
export function Message({ text }: { text: string }) {
  return (
    <>
      {messageParts(text).map((part, i) =>
        part.pointed ? (
          <code key={i} class="pointed">
            {part.text}
          </code>
        ) : (
          part.text
        ),
      )}
    </>
  );
}
