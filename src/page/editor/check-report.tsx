import type { SpecCheck } from "../../protocol/documents/spec-check-document.ts";
import { Message } from "../frame/message.tsx";
import type { CheckState } from "./live-check.ts";
import type { PlacedProblem } from "./problem-places.ts";

/** What is shown of the problems; the others stand in the text. */
const mostShown = 20;

/** Whether something is wrong, in words, and a way to each place that is. */
export function CheckReport({
  state,
  onGoTo,
}: {
  state: CheckState | undefined;
  onGoTo: (problem: PlacedProblem) => void;
}) {
  const problems = state?.problems ?? [];
  return (
    <>
      <p role="status">{statusOf(state)}</p>
      {problems.length > 0 && (
        <ul class="field-errors" aria-label="Mistakes">
          {problems.slice(0, mostShown).map((problem) => (
            <li key={`${problem.from} ${problem.path} ${problem.message}`}>
              <button
                type="button"
                onClick={() => {
                  onGoTo(problem);
                }}
              >
                Line {problem.line}
              </button>{" "}
              {problem.path !== "" && <code>{problem.path}</code>} <Message text={problem.message} />
            </li>
          ))}
          {problems.length > mostShown && <li>and {problems.length - mostShown} more</li>}
        </ul>
      )}
    </>
  );
}

function statusOf(state: CheckState | undefined): string {
  if (state === undefined) return "Reading …";
  const { problems, found, error } = state;
  if (problems.length > 0) return problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  if (error !== undefined) return `Not checked: ${error.summary}`;
  return found === undefined ? "Checking …" : `Nothing is wrong. ${describeLook(found)}`;
}

/** How much was looked at: what no file has shown may still be wrong. */
function describeLook({ expressions, reads, unseen }: SpecCheck): string {
  const seen = reads.reduce((sum, { samples }) => sum + samples.length, 0);
  const looked = seen === 0 ? "No file was opened" : `One file of ${counted(seen, "sample")} was opened`;
  const types = expressions.length === 0 ? "" : `, ${counted(expressions.length, "expression")} checked`;
  const [first] = unseen;
  const missed = first === undefined ? "" : ` Not opened: ${first.sample} (${first.reason})`;
  return `${looked}${types}.${missed}${unseen.length > 1 ? ` and ${unseen.length - 1} more.` : missed === "" ? "" : "."}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
