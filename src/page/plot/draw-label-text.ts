import { labelParts } from "../../plot/label-parts.ts";
import { plotFont } from "./canvas.ts";

interface Piece {
  readonly text: string;
  readonly font: string;
  /** Downward, in canvas pixels. */
  readonly shift: number;
  readonly hasBar: boolean;
}

/**
 * Draws a label of physics with its indices, exponents and bars, in the colour, on the base line and with the alignment (`left` or `right`)
 * that the canvas has.
 *
 * @param pixels size of the font, in canvas pixels
 */
export function drawLabelText(ctx: CanvasRenderingContext2D, label: string, x: number, y: number, pixels: number) {
  const pieces = piecesOf(label, pixels);
  const width = widthOf(ctx, pieces);
  let at = ctx.textAlign === "right" ? x - width : x;
  ctx.save();
  ctx.textAlign = "left";
  for (const piece of pieces) {
    ctx.font = piece.font;
    ctx.fillText(piece.text, at, y + piece.shift);
    const { width, fontBoundingBoxAscent, actualBoundingBoxAscent } = ctx.measureText(piece.text);
    const over = Math.min(fontBoundingBoxAscent, actualBoundingBoxAscent + 0.12 * pixels);
    if (piece.hasBar) ctx.fillRect(at, y - over, width, Math.max(1, 0.06 * pixels));
    at += width;
  }
  ctx.restore();
}

/** Width of a label as it is drawn. */
export function labelWidth(ctx: CanvasRenderingContext2D, label: string, pixels: number): number {
  ctx.save();
  const width = widthOf(ctx, piecesOf(label, pixels));
  ctx.restore();
  return width;
}

function widthOf(ctx: CanvasRenderingContext2D, pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text, font }) => {
    ctx.font = font;
    return sum + ctx.measureText(text).width;
  }, 0);
}

function piecesOf(label: string, pixels: number): Piece[] {
  const font = plotFont(pixels);
  const small = plotFont(0.7 * pixels);
  const onLine = (text: string, hasBar = false): Piece[] => (text === "" ? [] : [{ text, font, shift: 0, hasBar }]);
  return labelParts(label).flatMap(({ kind, text, base = "" }) => {
    switch (kind) {
      case "text":
        return onLine(text);
      case "below":
        return [...onLine(base), { text, font: small, shift: 0.16 * pixels, hasBar: false }];
      case "above":
        return [{ text, font: small, shift: -0.38 * pixels, hasBar: false }];
      case "bar":
        return onLine(text, true);
      case "root":
        return [...onLine("√"), ...onLine(text, true)];
    }
  });
}
