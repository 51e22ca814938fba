/** A moment, in the reader's own time. */
export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at}>{new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" })}</time>
  );
}
