import type { MissingPart } from "../../protocol/documents/analysis-document.ts";
import type { AnalysisState } from "../../protocol/documents/analysis-document.ts";
import { count } from "../../plot/numbers.ts";
import { Message } from "../frame/message.tsx";

/** What is not in, and why. What may still come is only counted while the analysis runs. */
export function MissingParts({ state }: { state: AnalysisState }) {
  const { status, missing } = state;
  const lost = missing.parts.filter((part) => status !== "running" || part.failure !== undefined);
  const reasons = missing.reasons.filter((reason) => status !== "running" || reason.failure !== undefined);
  if (lost.length === 0 && reasons.length === 0) return null;
  const all = status === "running" ? reasons.reduce((sum, reason) => sum + reason.count, 0) : missing.count;
  return (
    <section class="panel missing" aria-labelledby="missing">
      <h2 id="missing">
        Missing: {count(all)} {all === 1 ? "part" : "parts"}
      </h2>
      <ul class="reasons">
        {reasons.map(({ failure, count: many }) => (
          <li key={`${failure?.name ?? ""} ${failure?.message ?? ""}`}>
            <strong>{count(many)} ×</strong>{" "}
            {failure === undefined ? "has not come" : <Message text={`${failure.name}: ${failure.message}`} />}
          </li>
        ))}
      </ul>
      <details>
        <summary>Which ones</summary>
        <ul class="parts">
          {lost.map((part) => (
            <li key={`${part.sample} ${part.file} ${part.entryStart ?? ""}`}>
              <Part part={part} />
            </li>
          ))}
        </ul>
        {lost.length < all && <p class="quiet">and {count(all - lost.length)} more</p>}
      </details>
    </section>
  );
}

/** What to know although nothing is missing. */
export function Warnings({ state: { warnings } }: { state: AnalysisState }) {
  if (warnings === undefined) return null;
  return (
    <section class="panel warnings" aria-labelledby="warnings">
      <h2 id="warnings">Warnings: {count(warnings.length)}</h2>
      <ul class="reasons">
        {warnings.map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
    </section>
  );
}

function Part({ part: { sample, file, entryStart, entryStop, failure } }: { part: MissingPart }) {
  const range =
    entryStart === undefined || entryStop === undefined
      ? "the whole file"
      : `entries [${count(entryStart)}, ${count(entryStop)}) of`;
  const tries = failure !== undefined && failure.attempts > 1 ? ` after ${count(failure.attempts)} attempts` : "";
  return (
    <>
      <strong>{sample}</strong>: {range} <code>{file}</code>
      {failure !== undefined && (
        <span class="quiet">
          {" "}
          ({failure.name}
          {tries}: <Message text={failure.message} />)
        </span>
      )}
    </>
  );
}
