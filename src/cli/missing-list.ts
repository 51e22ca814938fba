import type { AnalysisView, MissingPart } from "../plotter/analysis-view.ts";
import { printable } from "./terminal-text.ts";

/** What is not in the sums and why, each part with its reason below it; empty when nothing is missing. */
export function renderMissing(view: AnalysisView, most = 50): string {
  const { missing } = view;
  if (missing.length === 0) return "";
  const lines = missing.slice(0, most).flatMap(describePart);
  if (missing.length > most) lines.push(`  and ${missing.length - most} more; --report FILE.json lists them all`);
  return [`Missing (${missing.length}):`, ...lines].join("\n");
}

function describePart(part: MissingPart): string[] {
  const range =
    part.entryStart === undefined || part.entryStop === undefined
      ? "the whole file"
      : `entries [${part.entryStart}, ${part.entryStop})`;
  const { failure } = part;
  const reason =
    failure === undefined
      ? "has not come yet"
      : `${failure.name}${failure.attempts > 1 ? ` after ${failure.attempts} attempts` : ""}: ${failure.message}`;
  return [
    `  ${printable(part.sample)}: ${range} of ${printable(part.file)}`,
    ...reason.split("\n").map((line) => `    ${printable(line)}`),
  ];
}
