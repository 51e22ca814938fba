/** Text on a terminal: how wide it is, and that nothing in it can steer the terminal. */

const zeroWidth = /^[\p{M}\u200b-\u200d\ufe0e\ufe0f]$/u;

/** Columns that the text takes: one per character, none for combining marks such as the bar of t̄. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) if (!zeroWidth.test(character)) width++;
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

/** Like `printable`, but keeps line breaks. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
