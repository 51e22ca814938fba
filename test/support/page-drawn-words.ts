import type { Page } from "playwright-core";

/** A piece of text as it was drawn on a canvas. */
export interface DrawnText {
  readonly text: string;
  readonly font: string;
  /** In pixels of the canvas, of the point that the text was aligned to. */
  readonly x: number;
  readonly y: number;
  readonly canvasWidth: number;
}

/** From its next load on, the page keeps what it draws on canvases. */
export async function recordDrawnWords(page: Page): Promise<void> {
  await page.addInitScript(`{
    const { prototype } = CanvasRenderingContext2D;
    const { fillText } = prototype;
    window.drawnWords = [];
    prototype.fillText = function (text, x, y) {
      window.drawnWords.push({ text, font: this.font, x, y, canvasWidth: this.canvas.width });
      fillText.call(this, text, x, y);
    };
  }`);
}

/** Everything that was drawn since the page was loaded, in the order in which it was drawn. */
export function drawnWords(page: Page): Promise<readonly DrawnText[]> {
  return page.evaluate<readonly DrawnText[]>("window.drawnWords");
}
