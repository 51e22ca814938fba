import { useState } from "preact/hooks";
import { pathTo } from "#page/addresses";

/** The command line that starts a preset on this server, by the address that this page has, and a button that copies it. */
export function StartCommand({ preset }: { preset: string }) {
  const [said, setSaid] = useState("");
  const line = `curl --json '{"preset":"${preset}"}' ${location.origin}${pathTo("/analyses")}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(line);
      setSaid("Copied.");
    } catch {
      // Pages without https (other than localhost) may not write there.
      setSaid("The browser does not allow it; select the line and copy it.");
    }
  };
  return (
    <div>
      <div class="command">
        <pre tabIndex={0} role="region" aria-label={`Command line that starts ${preset}`}>
          <code>{line}</code>
        </pre>
        <button type="button" aria-label={`Copy the command line that starts ${preset}`} onClick={() => void copy()}>
          Copy
        </button>
      </div>
      <p class="quiet" role="status">
        {said}
      </p>
    </div>
  );
}
