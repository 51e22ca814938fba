import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { presetByName } from "../src/analysis/presets/presets.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { withPage } from "./support/chromium.ts";
import { allDone } from "./support/fixture-log.ts";
import { type Box, drawnWords, type DrawnText, overlap, recordDrawnWords } from "./support/page-drawn-words.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

const presets = ["hzz-toy", "wz-toy", "gamma-gamma-toy", "agc-variations-toy"];
const screens = [
  { width: 1400, height: 900 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
];

let browser: Browser;
let server: PageServer;
const ids = new Map<string, string>();

usePageServer(async (started) => {
  ({ browser, server } = started);
  for (const preset of presets) {
    const spec = presetByName(preset);
    const id = await server.plotter.start(spec);
    ids.set(preset, id);
    await server.plotter.happen(
      id,
      allDone(spec, () => rising(spec)),
    );
  }
});

/** Contents that grow to the right, where the legend stands; so many that yields are as wide as those of real analyses. */
function rising(spec: AnalysisSpec): Float64Array<ArrayBuffer> {
  const layout = layoutOf(spec);
  const sums = new Float64Array(layout.length);
  for (const { entries, sumw, sumw2 } of layout.histograms)
    for (let bin = 1; bin < sumw - entries - 1; bin++)
      for (const start of [entries, sumw, sumw2]) sums[start + bin] = 100 * bin;
  return sums;
}

/** What the last drawing of a canvas has written from left to right. */
function lastWords(words: readonly DrawnText[]): readonly DrawnText[] {
  const from = words.findLastIndex(({ text }) => text === "Toy");
  return words.slice(from).filter(({ upward }) => !upward);
}

/** Symbols, labels and yields of the legend, in pixels of the plot's canvas. */
const legendParts = (page: Page) =>
  page.evaluate<readonly Box[]>(`(() => {
    const canvas = document.querySelector(".plot canvas");
    const { left, top, width } = canvas.getBoundingClientRect();
    const scale = canvas.width / width;
    return [...document.querySelectorAll(".legend :is(.swatch, .legend-label, .legend-yield)")].map((part) => {
      const range = document.createRange();
      range.selectNode(part);
      const box = range.getBoundingClientRect();
      return {
        left: (box.left - left) * scale,
        right: (box.right - left) * scale,
        top: (box.top - top) * scale,
        bottom: (box.bottom - top) * scale,
      };
    });
  })()`);

const isThere = (page: Page) => page.locator(".plot canvas").waitFor();

describe.each(presets)("the words on the plot of %s", (preset) => {
  it.each(screens)("lie beside its legend on $width × $height, linear and logarithmic", (viewport) =>
    withPage(
      browser,
      server.url,
      `/analyses/${ids.get(preset)}`,
      async ({ page }) => {
        await recordDrawnWords(page);
        for (const hash of ["", "#log=yes"]) {
          await page.goto(`${server.url}/analyses/${ids.get(preset)}${hash}`);
          await page.reload();
          await isThere(page);
          await expect.poll(async () => lastWords(await drawnWords(page)).length).toBeGreaterThan(5);
          const [words, parts] = [lastWords(await drawnWords(page)), await legendParts(page)];
          expect(parts.length).toBeGreaterThan(5);
          const covered = words.filter(({ box }) => parts.some((part) => overlap(box, part)));
          expect(covered.map(({ text }) => text)).toEqual([]);
        }
      },
      { viewport },
    ),
  );

  it("lie beside each other in the picture", () =>
    withPage(browser, server.url, `/analyses/${ids.get(preset)}`, async ({ page }) => {
      await recordDrawnWords(page);
      await page.reload();
      await isThere(page);
      await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "PNG" }).click()]);
      const words = lastWords((await drawnWords(page)).filter(({ canvasWidth }) => canvasWidth === 1600));
      const pairs = words.flatMap((a, i) =>
        words
          .slice(i + 1)
          .filter((b) => overlap(a.box, b.box))
          .map((b) => `${a.text}, ${b.text}`),
      );
      expect(words.length).toBeGreaterThan(10);
      expect(pairs).toEqual([]);
    }));
});
