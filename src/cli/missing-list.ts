import type { MissingPart } from "../protocol/documents/analysis-document.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { printable, wrapLines } from "./terminal-text.ts";

export interface MissingOptions {
  /** Parts shown at most. */
  readonly most?: number;
  /** All parts, where the view holds only the first of them. */
  readonly count?: number;
  /** Follows "and 7 more". */
  readonly hint?: string;
  /** Of the terminal; undefined: any. */
  readonly width?: number | undefined;
}

/**
 * What is not in the sums and why; empty when nothing is missing. Neighbours that are missing for the same reason, but for
 * the name of the file in it, stand above it together.
 */
export function renderMissing(view: AnalysisView, options: MissingOptions = {}): string {
  const { missing } = view;
  const { most = 50, count = missing.length, hint = "" } = options;
  if (missing.length === 0) return "";
  const lines: string[] = [];
  const shown = missing.slice(0, most);
  for (let i = 0; i < shown.length;) {
    const part = shown[i]!;
    let stop = i + 1;
    while (stop < shown.length && reasonBut(shown[stop]!) === reasonBut(part)) stop++;
    const isAlone = stop === i + 1;
    lines.push(...shown.slice(i, stop).map(partLine));
    lines.push(...(isAlone ? reasonOf(part) : reasonBut(part)).split("\n").map((line) => `    ${printable(line)}`));
    i = stop;
  }
  if (count > shown.length) lines.push(`  and ${count - shown.length} more${hint}`);
  return wrapLines([`Missing (${count}):`, ...lines].join("\n"), options.width);
}

/** What to know although nothing is missing; empty if there is nothing. */
export function renderWarnings({ warnings = [] }: AnalysisView, width?: number): string {
  if (warnings.length === 0) return "";
  const lines = warnings.map(({ message }) => `  ${printable(message)}`);
  return wrapLines([`Warnings (${warnings.length}):`, ...lines].join("\n"), width);
}

function partLine({ sample, file, entryStart, entryStop }: MissingPart): string {
  const range =
    entryStart === undefined || entryStop === undefined ? "the whole file" : `entries [${entryStart}, ${entryStop})`;
  return `  ${printable(sample)}: ${range} of ${printable(file)}`;
}

function reasonOf({ failure }: MissingPart): string {
  if (failure === undefined) return "has not come yet";
  const tries = failure.attempts > 1 ? ` after ${failure.attempts} attempts` : "";
  return `${failure.name}${tries}: ${failure.message}`;
}

/** The reason with … where the file is named, so that the reasons of two files can be the same. */
function reasonBut(part: MissingPart): string {
  return reasonOf(part).replaceAll(part.file, "…");
}
