import { type LabelPart, labelParts, tlatexSigns } from "../plot/label-parts.ts";

/**
 * Text as ROOT's own plots want it. ROOT and jsroot draw titles as TLatex, and neither is sure to show UTF-8; so what occurs in
 * labels of physics is said in TLatex, and anything else stays as it is. TLatex that stands in the text already keeps its meaning.
 */
export function toTLatex(text: string): string {
  return (
    labelParts(text)
      .map(partText)
      .join("")
      // A command ends where something other than a letter comes.
      .replace(/([^\p{ASCII}])(?=(.?))/gu, (_, sign: string, next: string) => {
        const words = tlatexSigns[sign];
        if (words === undefined) return sign;
        return /^#\w+$/.test(words) && /[A-Za-z]/.test(next) ? `${words} ` : words;
      })
      .normalize("NFC")
  );
}

function partText({ kind, text, base = "" }: LabelPart): string {
  switch (kind) {
    case "text":
      return text;
    case "below":
      return `${base}_{${text}}`;
    case "above":
      return `^{${text}}`;
    case "bar":
      return `#bar{${text}}`;
    case "root":
      return `#sqrt{${text}}`;
  }
}
