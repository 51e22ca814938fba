import type { AnalysisStatus } from "../../protocol/documents/analysis-document.ts";
import { statusWord } from "./status-word.ts";

/** @param state stalled: it runs, but nothing comes any more */
export function StatusBadge(state: { status: AnalysisStatus; stalled?: boolean | undefined }) {
  const word = statusWord(state);
  return <span class={`status status-${word}`}>{word}</span>;
}

/** Beside the name of whatever is about simulated events alone. */
export function ToyMark() {
  return <span class="toy-mark">toy</span>;
}

/** Who started something. Names are typed by others: they stand for themselves, whatever direction their script has. */
export function Person({ name }: { name: string }) {
  return <bdi class="person">{name}</bdi>;
}

/** A moment, in the reader's own time. */
export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at}>{new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" })}</time>
  );
}
