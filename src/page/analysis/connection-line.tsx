import type { Connection } from "../streams/analysis-stream.ts";

const words: Readonly<Record<Connection, string>> = {
  loading: "Loading …",
  live: "",
  lost: "The connection is lost: what is shown may be out of date. Reconnecting …",
  ended: "",
};

/** Says when what is shown may be old. It is always there, so that screen readers notice when words appear in it. */
export function ConnectionLine({ connection }: { connection: Connection }) {
  return (
    <p class={`connection connection-${connection}`} role="status">
      {words[connection]}
    </p>
  );
}
