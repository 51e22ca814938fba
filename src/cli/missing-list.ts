import type { MissingPart } from "../protocol/documents/analysis-document.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { commonReason } from "../protocol/documents/missing-reason.ts";
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
 * What is not in the sums and why; empty when nothing is missing. Parts that are missing for the same reason, but for the names of file and
 * sample in it, stand above it together, where the first of them is.
 */
export function renderMissing(view: AnalysisView, options: MissingOptions = {}): string {
  const { missing } = view;
  const { most = 50, count = missing.length, hint = "" } = options;
  if (missing.length === 0) return "";
  const shown = missing.slice(0, most);
  const groups = new Map<string, [MissingPart, ...MissingPart[]]>();
  for (const part of shown) {
    const reason = reasonOf(part, commonReason(part));
    const known = groups.get(reason);
    if (known === undefined) groups.set(reason, [part]);
    else known.push(part);
  }
  const lines = [...groups].flatMap(([common, [first, ...others]]) => {
    const reason = others.length === 0 ? reasonOf(first, first.failure?.message) : common;
    return [...[first, ...others].map(partLine), ...reason.split("\n").map((line) => `    ${printable(line)}`)];
  });
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

function reasonOf({ failure }: MissingPart, message: string | undefined): string {
  if (failure === undefined) return "has not come yet";
  const tries = failure.attempts > 1 ? ` after ${failure.attempts} attempts` : "";
  return `${failure.name}${tries}: ${message ?? ""}`;
}
