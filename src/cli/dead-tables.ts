import { readableLabel } from "../plot/readable-label.ts";
import type { DeadLetterDocument, DeadLetterList, RedriveReport } from "../protocol/documents/operations-document.ts";
import { byteText } from "./numbers.ts";
import { renderFitting } from "./fit-table.ts";
import { padEnd, printable, printableLine, printableLines, wrapLines } from "./terminal-text.ts";

/** A table of dead letters. @param width of the terminal: columns that have no room are left out; undefined: any width */
export function renderLetters(
  { letters, more, total }: DeadLetterList,
  { analysis }: { readonly analysis: string | undefined },
  width: number | undefined,
): string {
  const of = analysis === undefined ? "" : ` of analysis ${printable(analysis)}`;
  if (letters.length === 0) return `No dead letters${of}`;
  const withStanding = letters.some(({ standing }) => standing !== undefined);
  const rows = letters.map((letter) => [
    letter.id,
    timeText(letter.at),
    letter.lane,
    letter.analysis,
    whatText(letter),
    String(letter.attempts),
    ...(withStanding ? [letter.standing ?? ""] : []),
    letter.reason,
  ]);
  const table = renderFitting(
    [
      { header: "id", align: "left" },
      { header: "given up", align: "left", drop: 6 },
      { header: "lane", align: "left", drop: 4 },
      { header: "analysis", align: "left", drop: 3 },
      { header: "what", align: "left", drop: 1 },
      { header: "tries", align: "right", drop: 5 },
      ...(withStanding ? [{ header: "item", align: "left", drop: 2 } as const] : []),
      { header: "reason", align: "left", runs: 30 },
    ],
    rows.map((row) => row.map(printableLine)),
    width,
  );
  const count = more
    ? `The oldest ${letters.length}${of} of ${total} in all; --limit N shows more`
    : `${letters.length} ${letters.length === 1 ? "dead letter" : "dead letters"}${of}`;
  const hint = `${count}. "hzz dead show <id>" shows all about one and what to do about it`;
  return `${table}\n\n${wrapLines(hint, width)}`;
}

/** Everything that is known of one, a line each. @param columns of the terminal; undefined: any */
export function renderLetter(letter: DeadLetterDocument, columns?: number): string {
  const { item, malformed, status } = letter;
  const title = letter.title === undefined ? "" : `  ${readableLabel(letter.title)}`;
  const lines: readonly (readonly [string, string] | undefined)[] = [
    ["dead letter", letter.id],
    ["reason", letter.reason],
    ["tries", String(letter.attempts)],
    ["given up", letter.at],
    ["lane", letter.lane],
    ["analysis", `${letter.analysis}${status === undefined ? "" : ` (${status})`}${title}`],
    item && ["run", String(item.run)],
    item && ["sample", `${item.sample} (group ${item.group})`],
    item && ["file", item.file],
    item && ["entries", entriesText(letter)],
    malformed && ["not a work item", malformed.problem],
    malformed && ["bytes", `${malformed.bytes}: ${malformed.firstBytes}${malformed.bytes > 48 ? " …" : ""}`],
    letter.standing === undefined ? undefined : ["item", letter.standing],
    letter.advice === undefined ? undefined : ["what to do", letter.advice],
  ];
  const present = lines.filter((line) => line !== undefined);
  const width = Math.max(...present.map(([name]) => name.length)) + 2;
  return present.map(([name, value]) => `${padEnd(name, width)}${indented(value, width, columns)}`).join("\n");
}

/** Lines after the first stand below it. */
function indented(text: string, width: number, columns: number | undefined): string {
  const room = columns && Math.max(20, columns - width);
  return wrapLines(printableLines(text), room).replaceAll("\n", `\n${" ".repeat(width)}`);
}

export function renderReport({ redriven, removed }: RedriveReport): string {
  if (redriven + removed === 0) return "There was nothing to redrive";
  const lines = [`Redriven: ${redriven}`];
  if (removed > 0)
    lines.push(`Removed, as no longer needed: ${removed} (in by now, or their analysis cancelled or started again)`);
  return lines.join("\n");
}

function whatText({ item, malformed }: DeadLetterDocument): string {
  if (item === undefined) return `not a work item, ${byteText(malformed?.bytes ?? 0)}`;
  const { sample, entryStart, entryStop } = item;
  return entryStart === undefined ? `${sample}: file` : `${sample}: entries ${entryStart}-${(entryStop ?? 0) - 1}`;
}

function entriesText({ item }: DeadLetterDocument): string {
  if (item?.entryStart === undefined) return "the whole file: its plan and its first partition";
  return `[${item.entryStart}, ${item.entryStop ?? ""})`;
}

/** `2026-03-04 05:06:07`, UTC. */
function timeText(at: string): string {
  return at.slice(0, 19).replace("T", " ");
}
