/** How a text is written in the source of JSON or YAML. */
export type ScalarStyle = "double" | "single" | "plain" | "block";

/**
 * Where each character of a text stands in its source: element i for character i, and one more for the end, in units of the source.
 *
 * Escapes count as a whole. Where lines were folded, a blank stands for the line break and all that goes with it.
 *
 * @param source the text as it is written, with quotes, or with the line of a block's `|` or `>`
 */
export function placesInSource(value: string, source: string, style: ScalarStyle): number[] {
  const places: number[] = [];
  let at = style === "block" ? source.indexOf("\n") + 1 : style === "plain" ? 0 : 1;
  for (let i = 0; i < value.length; i++) {
    const char = value[i]!;
    if (style === "double") at = pastFoldedEscape(source, at);
    const length = lengthAt(source, at, style);
    const isSame = length > 1 || source[at] === char;
    // What stands for a blank or a line break is white as well; anything else is behind the indentation.
    if (!isSame) while (at < source.length && source[at] !== char && isWhite(source[at]!) !== isWhite(char)) at++;
    places.push(at);
    // The second half of a character that was escaped as a whole stands where the first one does.
    const isHalf = length > 6 && /[\uD800-\uDBFF]/.test(char);
    if (isHalf) continue;
    if (isWhite(char)) at = pastWhite(source, at, value[i + 1]);
    else at += isSame ? length : 1;
  }
  places.push(Math.min(at, source.length));
  return places;
}

/** Units of the source that the character there takes. */
function lengthAt(source: string, at: number, style: ScalarStyle): number {
  if (style === "single") return source.startsWith("''", at) ? 2 : 1;
  if (style !== "double" || source[at] !== "\\") return 1;
  return { x: 4, u: 6, U: 10 }[source[at + 1] ?? ""] ?? 2;
}

/** A backslash at the end of a line, which takes the line break away. */
function pastFoldedEscape(source: string, at: number): number {
  const folded = /^\\\r?\n\s*/.exec(source.slice(at, at + 200))?.[0];
  return at + (folded?.length ?? 0);
}

/** Behind the white space: one character of it, or all of it where a line ends in it and the value goes on with a word. */
function pastWhite(source: string, at: number, next: string | undefined): number {
  if (!isWhite(source[at] ?? "")) return at + lengthAt(source, at, "double");
  let end = at;
  while (end < source.length && isWhite(source[end]!)) end++;
  const isFold = source.slice(at, end).includes("\n");
  return isFold && (next === undefined || !isWhite(next)) ? end : at + 1;
}

function isWhite(char: string): boolean {
  return char === " " || char === "\n" || char === "\r" || char === "\t";
}
