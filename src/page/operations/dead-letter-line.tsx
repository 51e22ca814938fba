import { addressOf } from "#page/addresses";
import type { DeadLetterDocument } from "../../protocol/documents/operations-document.ts";
import { analysisPath } from "../api/requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { followLink } from "../frame/route.ts";
import { Time } from "../frame/marks.tsx";
import { useAction } from "../frame/use-action.ts";
import { count } from "../../plot/numbers.ts";
import { LabelText } from "../frame/label-text.tsx";

/** One item that failed for good: what it was, why it failed, what to do. */
export function DeadLetterLine({
  letter,
  redrive,
}: {
  letter: DeadLetterDocument;
  redrive: (id: string) => Promise<void>;
}) {
  const { id, lane, analysis, title, status, reason, attempts, at, malformed, standing, advice } = letter;
  const again = useAction(() => redrive(id));
  return (
    <li class="dead-letter">
      <div class="analysis-name">
        <span>{whatText(letter)}</span>
        <span class={`status ${standing === "needed" ? "status-incomplete" : "quiet"}`}>{standing}</span>
        <button type="button" aria-label={`Redrive dead letter ${id}`} aria-disabled={again.busy} onClick={again.start}>
          Redrive
        </button>
      </div>
      <p class="dead-reason">{reason}</p>
      {malformed !== undefined && (
        <p class="quiet">
          {malformed.problem}. {count(malformed.bytes)} bytes, beginning with <code>{malformed.firstBytes}</code>
        </p>
      )}
      <p class="quiet">
        {title === undefined ? (
          <code>{analysis}</code>
        ) : (
          <a href={addressOf(analysisPath(analysis))} onClick={followLink}>
            <LabelText text={title} />
          </a>
        )}
        {status !== undefined && ` (${status})`}, lane {lane}, <Time at={at} />, after {count(attempts)}{" "}
        {attempts === 1 ? "try" : "tries"}, dead letter {id}
      </p>
      {advice !== undefined && <p class="quiet">{advice}</p>}
      {again.error !== undefined && <ProblemBox error={again.error} retry={again.start} />}
    </li>
  );
}

function whatText({ item }: DeadLetterDocument): string {
  if (item === undefined) return "Bytes that are not a work item";
  const { sample, file, entryStart, entryStop } = item;
  const part =
    entryStart === undefined || entryStop === undefined
      ? "the file"
      : `entries [${count(entryStart)}, ${count(entryStop)}) of`;
  return `${sample}: ${part} ${file}`;
}
