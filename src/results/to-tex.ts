import { type LabelPart, labelParts, tlatexSigns } from "../plot/label-parts.ts";

/** Commands that TeX calls otherwise than ROOT. */
const otherwise: Readonly<Record<string, string>> = {
  "#it{l}": "\\ell",
  "#upoint": "\\cdot",
  "#divide": "\\div",
  "#circ": "^\\circ",
  "#omicron": "o",
};

const special: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  // Other signs in the fonts that LaTeX takes by default.
  "<": "\\ensuremath{<}",
  ">": "\\ensuremath{>}",
  "|": "\\ensuremath{|}",
};

/** Text of a label as LaTeX: what LaTeX reads as its own is escaped, and signs of physics are mathematics. */
export function toTex(text: string): string {
  return labelParts(text).map(partText).join("").normalize("NFC");
}

function partText({ kind, text, base = "" }: LabelPart): string {
  switch (kind) {
    case "text":
      return escaped(text).replace(/[^\p{ASCII}]/gu, (sign) => {
        const word = wordOf(sign);
        return word.startsWith("\\") || word.startsWith("^") ? math(word) : word;
      });
    case "below":
      return math(`${base}_{${inMath(text)}}`);
    case "above":
      return math(`^{${inMath(text)}}`);
    case "bar":
      return math(`\\bar{${inMath(text)}}`);
    case "root":
      return math(`\\sqrt{${inMath(text)}}`);
  }
}

function math(inner: string): string {
  return `\\ensuremath{${inner}}`;
}

/** A command of TeX ends where something other than a letter comes. */
function inMath(text: string): string {
  return text
    .replace(/[&%$#_{}~^\\]/g, (sign) => special[sign] ?? `\\${sign}`)
    .replace(/([^\p{ASCII}])(?=(.?))/gu, (_, sign: string, next: string) => {
      const word = wordOf(sign);
      return /^\\\w+$/.test(word) && /[A-Za-z]/.test(next) ? `${word} ` : word;
    });
}

function escaped(text: string): string {
  return text.replace(/[\\~^<>|]|[&%$#_{}]/g, (sign) => special[sign] ?? `\\${sign}`);
}

/** A sign as TeX says it; the sign itself where that is not known. */
function wordOf(sign: string): string {
  const words = tlatexSigns[sign];
  if (words === undefined) return sign;
  return words.startsWith("#") ? (otherwise[words] ?? words.replace("#", "\\")) : words;
}
