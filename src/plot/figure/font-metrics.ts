import type { FontName } from "./scene.ts";

/**
 * How wide the characters of the standard fonts are, in thousandths of the size, and which byte of their encodings stands for each.
 *
 * @see Adobe, Core 14 AFM files; PDF 1.7 (ISO 32000-1), annex D: WinAnsiEncoding, Symbol set
 */
export interface Glyph {
  readonly byte: number;
  readonly width: number;
}

/** Printable ASCII from the space on. */
const plainWidths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const boldWidths = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
  556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
  280, 389, 584,
];

/** Signs beyond ASCII: byte, width, and width in bold where that is another. Letters with accents are as wide as without. */
const signs: Readonly<Record<string, readonly [byte: number, plain: number, bold?: number]>> = {
  "€": [0x80, 556],
  "…": [0x85, 1000],
  "†": [0x86, 556],
  "‡": [0x87, 556],
  "‘": [0x91, 222, 278],
  "’": [0x92, 222, 278],
  "“": [0x93, 333, 500],
  "”": [0x94, 333, 500],
  "•": [0x95, 350],
  "–": [0x96, 556],
  "—": [0x97, 1000],
  "™": [0x99, 1000],
  "\u00a0": [0xa0, 278],
  "¡": [0xa1, 333],
  "§": [0xa7, 556],
  "©": [0xa9, 737],
  "«": [0xab, 556],
  "®": [0xae, 737],
  "°": [0xb0, 400],
  "±": [0xb1, 584],
  "·": [0xb7, 278],
  "»": [0xbb, 556],
  "½": [0xbd, 834],
  "¿": [0xbf, 611],
  "×": [0xd7, 584],
  "÷": [0xf7, 584],
  Æ: [0xc6, 1000],
  Ø: [0xd8, 778],
  ß: [0xdf, 611],
  æ: [0xe6, 889],
  ø: [0xf8, 611],
};

/** The font Symbol: Greek, arrows, operators. */
const symbols: Readonly<Record<string, readonly [byte: number, width: number]>> = {
  ...greek("αa631 βb549 χc549 δd494 εe439 φf521 γg411 ηh603 ιi329 κk549 λl549 μm576 νn521 οo549 πp549 θq521 ρr549"),
  ...greek("σs603 τt439 υu576 ςV439 ωw686 ξx493 ψy686 ζz494 ϕj603 ϑJ631 ΓG603 ΔD612 ΘQ741 ΛL686 ΞX645 ΠP768 ΣS592"),
  ...greek("ΥU690 ΦF763 ΨY795 ΩW768"),
  µ: [0x6d, 576],
  "−": [0x2d, 549],
  "∼": [0x7e, 549],
  "′": [0xa2, 247],
  "≤": [0xa3, 549],
  "∞": [0xa5, 713],
  "↔": [0xab, 1042],
  "←": [0xac, 987],
  "→": [0xae, 987],
  "≥": [0xb3, 549],
  "∝": [0xb5, 713],
  "∂": [0xb6, 494],
  "≠": [0xb9, 549],
  "≈": [0xbb, 549],
  "⊗": [0xc4, 768],
  "⊕": [0xc5, 768],
  "∈": [0xce, 713],
  "∇": [0xd1, 713],
  "⇒": [0xde, 987],
  "∑": [0xe5, 713],
  "∫": [0xf2, 274],
};

function greek(rows: string): Record<string, readonly [number, number]> {
  return Object.fromEntries(
    rows.split(" ").map((row) => [row[0]!, [row.codePointAt(1)!, Number(row.slice(2))] as const]),
  );
}

/** The glyph of a character, where the font has one. */
export function glyphOf(character: string, font: FontName): Glyph | undefined {
  if (font === "symbol") {
    const found = symbols[character];
    return found && { byte: found[0], width: found[1] };
  }
  const widths = font === "bold" ? boldWidths : plainWidths;
  const code = character.codePointAt(0)!;
  if (code < 0x80) {
    const width = widths[code - 0x20];
    return width === undefined ? undefined : { byte: code, width };
  }
  const sign = signs[character];
  if (sign !== undefined) return { byte: sign[0], width: font === "bold" ? (sign[2] ?? sign[1]) : sign[1] };
  const letter = character.normalize("NFD")[0]!;
  if (letter === character || letter.codePointAt(0)! >= 0x80) return undefined;
  // Latin 1 is a part of WinAnsi; of other letters the accent is lost.
  return { byte: code <= 0xff ? code : letter.codePointAt(0)!, width: widths[letter.codePointAt(0)! - 0x20]! };
}

/** Stands for what no font has. */
export const unknownGlyph: Glyph = { byte: 0x3f, width: 556 };
