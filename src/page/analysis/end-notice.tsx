import { useEffect, useState } from "preact/hooks";
import { count } from "../../plot/numbers.ts";
import { plotNotice } from "../../plot/labels.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { readableLabel } from "../../plot/readable-label.ts";

/** Of an analysis that was running when the page was opened: tells when it has ended, to screen readers always, to the system if asked to. */
export function EndNotice({ analysis }: { analysis: AnalysisDocument }) {
  const { head, status, progress } = analysis;
  const [permission, setPermission] = useState<NotificationPermission>();
  const hasEnded = status !== "running";
  const words = plotNotice(analysis) ?? `complete: all of ${count(progress.files)} files in`;
  const isWanted = permission === "granted";
  useEffect(() => {
    if (hasEnded && isWanted) notify(readableLabel(head.title), words);
  }, [hasEnded]);
  return (
    <>
      <p class="hidden-text" role="status">
        {hasEnded && `The analysis has ended, ${words}.`}
      </p>
      {!hasEnded && "Notification" in window && (
        <p class="actions">
          <button
            type="button"
            aria-pressed={isWanted}
            onClick={() => {
              if (isWanted) setPermission(undefined);
              else void Notification.requestPermission().then(setPermission);
            }}
          >
            Tell me when it ends
          </button>
          {permission !== undefined && !isWanted && (
            <span class="quiet" role="status">
              The browser does not allow notifications of this page.
            </span>
          )}
        </p>
      )}
    </>
  );
}

function notify(title: string, body: string): void {
  try {
    new Notification(title, { body });
  } catch {
    // Browsers of telephones show none of a page; the page itself tells it.
  }
}
