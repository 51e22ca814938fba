/** A part of a message: words, or lines that stand below each other character by character. */
export interface MessagePart {
  readonly text: string;
  /** An expression, and the carets below the place that is spoken of. */
  readonly pointed: boolean;
}

/** Takes a message apart where carets point at something in the line above them. */
export function messageParts(text: string): MessagePart[] {
  const lines = text.split("\n");
  const parts: MessagePart[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) parts.push({ text: words.join("\n"), pointed: false });
    words = [];
  };
  for (let i = 0; i < lines.length; i++) {
    const next = lines[i + 1];
    // What follows the carets in their line, such as where the expression stands, are words.
    const carets = next === undefined ? null : /^( *\^+)(.*)$/.exec(next);
    if (carets === null) {
      words.push(lines[i]!);
      continue;
    }
    flush();
    parts.push({ text: `${lines[i]!}\n${carets[1]!}`, pointed: true });
    if (carets[2] !== "") words.push(carets[2]!.trimStart());
    i++;
  }
  flush();
  return parts;
}
