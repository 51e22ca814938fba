import type { Connection } from "../api/follow-analysis.ts";

const words: Readonly<Record<Connection, string>> = {
  loading: "Loading …",
  live: "",
  lost: "The connection is lost: what is shown may be out of date. Trying again by itself …",
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
