import { readableLabel } from "../plot/readable-label.ts";

/** Text on a terminal: how wide it is, and that nothing in it can steer the terminal. */

const zeroWidth = /^[\p{M}\u200b-\u200d\ufe0e\ufe0f]$/u;

const styling = /\x1b\[[\d;]*m/g;

/** Columns that the text takes: one per character, none for combining marks such as the bar of t̄, nor for colours of our own. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replaceAll(styling, "")) if (!zeroWidth.test(character)) width++;
  return width;
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** At most `width` columns; what is left out is shown by `…`. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let out = "";
  for (const character of text) {
    if (displayWidth(out + character) > width - 1) break;
    out += character;
  }
  return `${out}…`;
}

/**
 * File names and messages come from strangers: control characters (escape sequences, line breaks) become visible as `\x1b`, and characters
 * that change the direction of text as `\u202e`.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** Several lines as one, for a cell of a table. */
export function printableLine(text: string): string {
  return printable(text.replaceAll(/\s*\n\s*/g, " "));
}

/** A label of physics, or a title that may hold some, in one line: `t#bar{t}` as `tt̄`. */
export function printableLabel(text: string): string {
  return printableLine(readableLabel(text));
}

/** Like `printable`, but keeps line breaks. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** Lines of at most `width` columns, broken at spaces; a longer word, such as an address, stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)!} ${word}`;
    if (lines.length > 0 && displayWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * Lines of text that keep their indent where they are broken, and go on below the first word.
 *
 * @param width undefined: any
 */
export function wrapLines(text: string, width: number | undefined): string {
  if (width === undefined) return text;
  return text
    .split("\n")
    .flatMap((line) => {
      const indent = /^ */.exec(line)![0];
      return displayWidth(line) <= width
        ? [line]
        : wrap(line.trim(), width - indent.length).map((each) => `${indent}${each}`);
    })
    .join("\n");
}
