import type { Page } from "playwright-core";

/** A piece of text as it was drawn on a canvas. */
export interface DrawnText {
  readonly text: string;
  readonly font: string;
  /** In pixels of the canvas, of the point that the text was aligned to. */
  readonly x: number;
  readonly y: number;
  readonly canvasWidth: number;
  /** Around its letters, in pixels of the canvas. */
  readonly box: Box;
  readonly upward: boolean;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Whether two boxes have more in common than a line. */
export function overlap(a: Box, b: Box): boolean {
  return (
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
  );
}

/** From its next load on, the page keeps what it draws on canvases. */
export async function recordDrawnWords(page: Page): Promise<void> {
  await page.addInitScript(`{
    const { prototype } = CanvasRenderingContext2D;
    const { fillText } = prototype;
    window.drawnWords = [];
    prototype.fillText = function (text, x, y) {
      const m = this.measureText(text);
      const [left, right] = [x - m.actualBoundingBoxLeft, x + m.actualBoundingBoxRight];
      const [top, bottom] = [y - m.actualBoundingBoxAscent, y + m.actualBoundingBoxDescent];
      const upward = this.getTransform().b !== 0;
      const box = { left, right, top, bottom };
      window.drawnWords.push({ text, font: this.font, x, y, canvasWidth: this.canvas.width, box, upward });
      fillText.call(this, text, x, y);
    };
  }`);
}

/** Everything that was drawn since the page was loaded, in the order in which it was drawn. */
export function drawnWords(page: Page): Promise<readonly DrawnText[]> {
  return page.evaluate<readonly DrawnText[]>("window.drawnWords");
}
