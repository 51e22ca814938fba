import { barred, plainOf, signs } from "./tlatex.ts";

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
  const math = (inner: string) => `\\ensuremath{${inner}}`;
  return text
    .normalize("NFD")
    .replace(/[\\~^<>|]|[&%$#_{}]/g, (sign) => special[sign] ?? `\\${sign}`)
    .replace(/\bm(\d?)(ℓ+)/gu, (_, digit: string, leptons: string) =>
      math(`m_{${digit}${"\\ell".repeat(leptons.length)}}`),
    )
    .replace(/\bmH\b/g, math("m_{H}"))
    .replace(barred, (_, letter: string) => math(`\\bar{${letter}}`))
    .replace(/√\s?((?:\p{L}\p{M}*)+)/gu, (_, under: string) => math(`\\sqrt{${under}}`))
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+/gu, (digits) => math(`^{${plainOf(digits, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")}}`))
    .replace(/[₀₁₂₃₄₅₆₇₈₉₊₋]+/gu, (digits) => math(`_{${plainOf(digits, "₀₁₂₃₄₅₆₇₈₉₊₋")}}`))
    .replace(/[^\p{ASCII}]/gu, (sign) => {
      const words = signs[sign];
      if (words === undefined) return sign;
      return words.startsWith("#") ? math(otherwise[words] ?? words.replace("#", "\\")) : words;
    })
    .normalize("NFC");
}
