import { useState } from "preact/hooks";
import type { RedriveReport } from "../../protocol/documents/operations-document.ts";
import { RefusedError } from "../api/errors.ts";
import { listDeadLetters, redriveAllLetters, redriveLetter } from "../api/operations-requests.ts";
import { ProblemBox } from "../frame/problem-box.tsx";
import { useAction } from "../frame/use-action.ts";
import { count } from "../../plot/numbers.ts";
import { DeadLetterLine } from "./dead-letter-line.tsx";
import { useAnswer } from "./use-answer.ts";

/** To look through dead letters costs a broker some work. */
const pollMs = 10_000;

/** What failed for good, and buttons to do it again. */
export function DeadLetters() {
  const { value, error, ask } = useAnswer(listDeadLetters, pollMs);
  const [said, setSaid] = useState("");
  const tell = async (pending: Promise<RedriveReport>) => {
    setSaid("");
    try {
      setSaid(textOf(await pending));
    } catch (cause) {
      if (!(cause instanceof RefusedError) || cause.problem.status !== 404) throw cause;
      // Its line goes, and an error in it would go as well.
      setSaid("It was gone already: somebody else has redriven it.");
    } finally {
      await ask();
    }
  };
  const all = useAction(() => tell(redriveAllLetters()));
  const problem = all.error ?? error;
  return (
    <section aria-labelledby="dead-letters">
      <h2 id="dead-letters">Work that failed for good{value !== undefined && `: ${count(value.total)}`}</h2>
      <p class="quiet">
        Remove the cause, then redrive: the work is done again, and its analysis becomes complete when nothing is
        missing any more.
      </p>
      {problem !== undefined && <ProblemBox error={problem} retry={all.start} />}
      <p role="status">{said}</p>
      {value?.letters.length === 0 && <p class="quiet">None.</p>}
      {value !== undefined && value.letters.length > 0 && (
        <p class="actions">
          <button type="button" aria-disabled={all.busy} onClick={all.start}>
            Redrive all {count(value.total)}
          </button>
        </p>
      )}
      <ul class="analyses">
        {value?.letters.map((letter) => (
          <DeadLetterLine key={letter.id} letter={letter} redrive={(id) => tell(redriveLetter(id))} />
        ))}
      </ul>
      {value?.more === true && <p class="quiet">These are the oldest {count(value.letters.length)}.</p>}
    </section>
  );
}

function textOf({ redriven, removed }: RedriveReport): string {
  if (redriven + removed === 0) return "There was nothing to redrive.";
  const rest = removed === 0 ? "" : ` ${count(removed)} removed, as no longer needed.`;
  return `${count(redriven)} redriven.${rest}`;
}
