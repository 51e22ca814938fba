import type { LabelLine } from "../../plot/labels.ts";
import { drawLabelText, labelWidth } from "./draw-label-text.ts";
import type { Drawing } from "./plot-frame.ts";

/** Text in the upper left corner, beside the legend: where the data come from, the conditions, and what is missing. */
export function drawLabels(drawing: Drawing): void {
  const { u, ctx, frame, unit } = drawing;
  const narrow = u.bbox.width / unit < 480;
  const size = narrow ? 13 : 17;
  const inset = (narrow ? 14 : 20) * unit;
  const x = u.bbox.left + inset;
  const right = Math.min(u.bbox.left + u.bbox.width - inset, ((frame.legendBox?.left ?? Infinity) - 12) * unit);
  const width = right - x;
  let y = u.bbox.top + inset;
  ctx.save();
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  const put = (line: LabelLine, pixels: number, color: string) => {
    ctx.fillStyle = color;
    y += drawLine(ctx, line, x, y, width, pixels * unit) + 0.4 * pixels * unit;
  };
  for (const [i, line] of frame.labels.entries()) put(line, i === 0 ? size : size - 2, frame.theme.ink);
  if (frame.notice !== undefined) put([{ text: frame.notice, style: "bold" }], size - 2, frame.theme.warning);
  ctx.restore();
}

/**
 * Words one after another, on a new line where the width ends.
 *
 * @returns the height that they took, in canvas pixels
 */
function drawLine(
  ctx: CanvasRenderingContext2D,
  line: LabelLine,
  left: number,
  top: number,
  width: number,
  pixels: number,
): number {
  let x = left;
  let y = top;
  for (const { text, style } of line)
    // What stands in braces is one index.
    for (const word of text.split(/ (?![^{]*\})/)) {
      const length = labelWidth(ctx, word, pixels, style);
      if (x > left && x + length > left + width) {
        x = left;
        y += 1.25 * pixels;
      }
      drawLabelText(ctx, word, x, y + 0.78 * pixels, pixels, style);
      x += length + labelWidth(ctx, " ", pixels, style);
    }
  return y - top + pixels;
}
