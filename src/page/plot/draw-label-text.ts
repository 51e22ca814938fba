import { labelParts } from "../../plot/label-parts.ts";
import type { LabelPiece } from "../../plot/labels.ts";
import { plotFont } from "./canvas.ts";

const radical = "√";

type Style = LabelPiece["style"];

interface Piece {
  readonly text: string;
  readonly font: string;
  /** Downward, in canvas pixels. */
  readonly shift: number;
  /** A line over it: just above its letters, or from the tip of the radical before it. */
  readonly bar?: "over" | "root";
}

/**
 * Draws a label of physics with its indices, exponents and bars, in the colour, on the base line and with the alignment (`left` or `right`)
 * that the canvas has.
 *
 * @param pixels size of the font, in canvas pixels
 */
export function drawLabelText(
  ctx: CanvasRenderingContext2D,
  label: string,
  x: number,
  y: number,
  pixels: number,
  style?: Style,
): void {
  const pieces = piecesOf(label, pixels, style);
  const width = widthOf(ctx, pieces);
  let at = ctx.textAlign === "right" ? x - width : x;
  ctx.save();
  ctx.textAlign = "left";
  for (const piece of pieces) {
    ctx.font = piece.font;
    ctx.fillText(piece.text, at, y + piece.shift);
    const { width, fontBoundingBoxAscent, actualBoundingBoxAscent } = ctx.measureText(piece.text);
    const over =
      piece.bar === "root"
        ? ctx.measureText(radical).actualBoundingBoxAscent
        : Math.min(fontBoundingBoxAscent, actualBoundingBoxAscent + 0.12 * pixels);
    if (piece.bar !== undefined) ctx.fillRect(at, y - over, width, Math.max(1, 0.06 * pixels));
    at += width;
  }
  ctx.restore();
}

/** Width of a label as it is drawn. */
export function labelWidth(ctx: CanvasRenderingContext2D, label: string, pixels: number, style?: Style): number {
  ctx.save();
  const width = widthOf(ctx, piecesOf(label, pixels, style));
  ctx.restore();
  return width;
}

function widthOf(ctx: CanvasRenderingContext2D, pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text, font }) => {
    ctx.font = font;
    return sum + ctx.measureText(text).width;
  }, 0);
}

function piecesOf(label: string, pixels: number, style?: Style): Piece[] {
  const font = plotFont(pixels, style);
  const small = plotFont(0.7 * pixels, style);
  const onLine = (text: string): Piece[] => (text === "" ? [] : [{ text, font, shift: 0 }]);
  return labelParts(label).flatMap(({ kind, text, base = "" }) => {
    switch (kind) {
      case "text":
        return onLine(text);
      case "below":
        return [...onLine(base), { text, font: small, shift: 0.16 * pixels }];
      case "above":
        return [{ text, font: small, shift: -0.38 * pixels }];
      case "bar":
        return [{ text, font, shift: 0, bar: "over" }];
      case "root":
        return [...onLine(radical), { text, font, shift: 0, bar: "root" }];
    }
  });
}
