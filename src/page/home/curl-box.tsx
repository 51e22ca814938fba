import { useState } from "preact/hooks";

/** The same start from a terminal, with the address that this page has. */
export function CurlBox() {
  const [said, setSaid] = useState("");
  const line = `curl --json '{"preset":"hzz-2020"}' ${location.origin}/analyses`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(line);
      setSaid("Copied.");
    } catch {
      // Pages without https (other than localhost) may not write there.
      setSaid("The browser does not allow it; mark the line and copy it.");
    }
  };
  return (
    <section aria-labelledby="terminal">
      <h2 id="terminal">Or from a terminal</h2>
      <div class="curl">
        <pre tabIndex={0} aria-label="Command line">
          <code>{line}</code>
        </pre>
        <button type="button" onClick={() => void copy()}>
          Copy
        </button>
      </div>
      <p class="quiet">
        <span role="status">{said}</span> A whole specification can be posted in its place; the{" "}
        <a href="/docs">API page</a> says how.
      </p>
    </section>
  );
}
