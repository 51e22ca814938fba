import { labelParts } from "../label-parts.ts";
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
 * A line of text, set as `labelParts` says: indices below, exponents above, a line over `t̄` and `√s`; Greek in the font Symbol. What none of
 * the fonts has keeps its place.
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

/** A plain line of the size, smaller where it would be longer than the room. */
export function fittedLine(text: string, size: number, room: number): TextLine {
  const pieces = [{ text, style: "plain" }] as const;
  const line = textLine(pieces, size);
  return line.width > room ? textLine(pieces, (size * room) / line.width) : line;
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

function runsOf(text: string, style: TextPiece["style"]): Run[] {
  return labelParts(text).flatMap(({ kind, text: inner, base = "" }): Run[] => {
    switch (kind) {
      case "text":
        return inFonts(inner, style, "line");
      case "below":
      case "above":
        return [...inFonts(base, style, "line"), ...inFonts(inner, style, kind)];
      case "bar":
        return inFonts(inner, style, "line").map((run) => ({ ...run, over: "bar" }));
      case "root":
        // The radical stands before the first run; the line goes on over the others.
        return inFonts(inner, style, "line").map((run, i) => ({ ...run, over: i === 0 ? "root" : "bar" }));
    }
  });
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
