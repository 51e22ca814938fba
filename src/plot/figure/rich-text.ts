import { glyphOf, unknownGlyph } from "./font-metrics.ts";
import type { FontName, Mark, Point } from "./scene.ts";

/** A piece of a line in one font, on one height. */
interface Run {
  readonly text: string;
  readonly font: FontName;
  readonly level: "line" | "above" | "below";
  /** A line over it, as in t̄ and √s; a radical before it. */
  readonly over?: "bar" | "root";
}

export interface TextLine {
  /** In points. */
  readonly width: number;
  /** Its marks, where it begins at this place. @param upward turned by a quarter, so that it runs from below to above */
  marksAt(at: Point, color: string, upward?: boolean): Mark[];
}

export interface TextPiece {
  readonly text: string;
  readonly style: "plain" | "bold" | "italic";
}

/** Of the size of the line around it. */
const smallSize = 0.65;
const heights = { line: 0, above: 0.38, below: -0.16 };
const rootWidth = 0.42;

/**
 * A line of text, set as physicists write it: `m4ℓ` and `mH` with their index below, `10⁻¹` with its exponent above, `t̄` and `√s` with a line over
 * the letter, Greek in the font Symbol. What none of the fonts has keeps its place.
 */
export function textLine(pieces: readonly TextPiece[], size: number): TextLine {
  const placed: { run: Run; x: number; width: number; size: number }[] = [];
  let x = 0;
  for (const [i, { text, style }] of pieces.entries()) {
    if (i > 0) x += size * 0.278;
    for (const run of runsOf(text, style)) {
      const runSize = run.level === "line" ? size : size * smallSize;
      const width = (runSize * Array.from(run.text).reduce((sum, one) => sum + widthOf(one, run.font), 0)) / 1000;
      if (run.over === "root") x += rootWidth * size;
      placed.push({ run, x, width, size: runSize });
      x += width;
    }
  }
  return {
    width: x,
    marksAt: (at, color, upward = false) =>
      placed.flatMap(({ run, x, width, size: runSize }) => {
        const place = (dx: number, up: number): Point =>
          upward ? { x: at.x - up, y: at.y - dx } : { x: at.x + dx, y: at.y - up };
        const start = place(x, heights[run.level] * size);
        const { text, font, over } = run;
        const glyphs: Mark = { kind: "glyphs", at: start, text, font, size: runSize, width, color, upward };
        const lines = over === undefined ? [] : [overline(over, x, width, size, run.text)];
        return [
          glyphs,
          ...lines.map((line): Mark => ({
            kind: "path",
            lines: [line.map(({ x, y }) => place(x, y))],
            stroke: color,
            width: size * 0.055,
          })),
        ];
      }),
  };
}

/** Offsets from the beginning of the line, y upward. */
function overline(over: "bar" | "root", x: number, width: number, size: number, text: string): Point[] {
  if (over === "bar") {
    // Over letters with an ascender it stands higher.
    const height = size * (/^[acegmnopqrsuvwxyz]+$/.test(text) ? 0.62 : 0.8);
    return [
      { x: x + 0.06 * size, y: height },
      { x: x + width - 0.02 * size, y: height },
    ];
  }
  const from = x - rootWidth * size;
  return [
    { x: from + 0.03 * size, y: 0.34 * size },
    { x: from + 0.12 * size, y: 0.4 * size },
    { x: from + 0.24 * size, y: -0.04 * size },
    { x: from + 0.37 * size, y: 0.82 * size },
    { x: x + width + 0.04 * size, y: 0.82 * size },
  ];
}

function widthOf(character: string, font: FontName): number {
  return (glyphOf(character, font) ?? unknownGlyph).width;
}

const above = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";
const below = "₀₁₂₃₄₅₆₇₈₉₊₋";
const onLine = "0123456789+−";

/** What needs more than a font: an index, an exponent, a line over letters. */
const special = new RegExp(
  `(?<=\\bm)(?<index>\\d?ℓ+|H\\b)|√\\s?(?<under>(?:\\p{L}\\p{M}*)+)|(?<barred>\\p{L})[\u0304\u0305]|(?<up>[${above}]+)|(?<down>[${below}]+)`,
  "gu",
);

function runsOf(text: string, style: TextPiece["style"]): Run[] {
  // An accent stands alone after its letter only where it is a bar.
  const normal = text.normalize("NFC").replaceAll(/\p{L}/gu, (letter) => {
    const parts = letter.normalize("NFD");
    return /[\u0304\u0305]/.test(parts) ? parts : letter;
  });
  const runs: Run[] = [];
  let end = 0;
  for (const match of normal.matchAll(special)) {
    const { index = "", under, barred, up, down } = match.groups!;
    runs.push(...inFonts(normal.slice(end, match.index), style, "line"));
    end = match.index + match[0].length;
    if (up !== undefined) runs.push(...inFonts(digitsOf(up, above), style, "above"));
    else if (down !== undefined) runs.push(...inFonts(digitsOf(down, below), style, "below"));
    else if (under !== undefined) runs.push({ text: under, font: style, level: "line", over: "root" });
    else if (barred !== undefined) runs.push({ ...inFonts(barred, style, "line")[0]!, over: "bar" });
    else runs.push(...inFonts(index, style, "below"));
  }
  return [...runs, ...inFonts(normal.slice(end), style, "line")];
}

function digitsOf(digits: string, alphabet: string): string {
  return Array.from(digits, (digit) => onLine[alphabet.indexOf(digit)]).join("");
}

/** Neighbours in one font are one run. A script ℓ is an italic l, as ROOT draws it. */
function inFonts(text: string, style: TextPiece["style"], level: Run["level"]): Run[] {
  const runs: { text: string; font: FontName; level: Run["level"] }[] = [];
  for (const one of text) {
    const isScript = one === "ℓ";
    const font: FontName = isScript
      ? "italic"
      : glyphOf(one, style)
        ? style
        : glyphOf(one, "symbol")
          ? "symbol"
          : style;
    const last = runs.at(-1);
    if (last?.font === font) last.text += isScript ? "l" : one;
    else runs.push({ text: isScript ? "l" : one, font, level });
  }
  return runs;
}
