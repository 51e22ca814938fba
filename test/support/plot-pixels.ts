import type { Page } from "playwright-core";
import { decodePng, type Picture } from "./png.ts";

/** What is drawn on the page's canvas, and where its frame is. All in pixels of the canvas. */
export interface DrawnPlot {
  readonly picture: Picture;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export async function readPlot(page: Page, background = "#ffffff"): Promise<DrawnPlot> {
  const url = await plotImage(page);
  const picture = decodePng(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"), background);
  const canvas = await page.locator(".plot canvas").boundingBox();
  const frame = await page.locator(".plot .u-over").boundingBox();
  if (canvas === null || frame === null) throw new Error("The plot is not on the page");
  const density = picture.width / canvas.width;
  return {
    picture,
    left: (frame.x - canvas.x) * density,
    top: (frame.y - canvas.y) * density,
    width: frame.width * density,
    height: frame.height * density,
  };
}

/** The canvas as a data URL: equal for two pages if and only if they draw the same. */
export function plotImage(page: Page): Promise<string> {
  return page.locator(".plot canvas").evaluate((canvas: { toDataURL(): string }) => canvas.toDataURL());
}

/**
 * How many pixels of a colour stand above one another at a fraction of a bin's width.
 *
 * @param fraction by default beside the point, and beside what is written at the ends of the axis about what lies outside it
 */
export function columnHeight(
  plot: DrawnPlot,
  bin: number,
  bins: number,
  color: string,
  fraction = bin === 0 ? 0.75 : 0.25,
): number {
  const x = Math.round(plot.left + ((bin + fraction) / bins) * plot.width);
  let count = 0;
  for (let y = Math.ceil(plot.top); y < plot.top + plot.height; y++)
    if (isNear(plot.picture.color(x, y), color)) count++;
  return count;
}

/** The colour at the middle of a bin, at a height as a fraction of the plot's. */
export function colorAt(plot: DrawnPlot, bin: number, bins: number, height: number): string {
  const x = Math.round(plot.left + ((bin + 0.5) / bins) * plot.width);
  return plot.picture.color(x, Math.round(plot.top + (1 - height) * plot.height));
}

/** Drawing may round each channel a little. */
export function isNear(a: string, b: string): boolean {
  return [1, 3, 5].every(
    (start) => Math.abs(parseInt(a.slice(start, start + 2), 16) - parseInt(b.slice(start, start + 2), 16)) < 12,
  );
}
