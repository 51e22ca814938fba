import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { withAnalysisPage } from "./support/chromium.ts";
import { allDone } from "./support/fixture-log.ts";
import { pageSpec } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

const axis = { type: "regular", bins: 5, lower: 0, upper: 50, unit: "GeV" };
const spec = analysisSpecSchema.parse({
  ...pageSpec,
  title: "Nine histograms, and a title that takes two lines where the screen is small",
  description: "A description that is longer than one line of a telephone, and is told as a whole to whoever opens it.",
  histograms: [
    { name: "first", title: "Mass of four leptons", expression: "x", axis },
    { name: "third_pt", expression: "x", axis: { ...axis, label: "pT of the third lepton" } },
    ...["c", "d", "e", "f", "g", "h"].map((name) => ({
      name,
      title: `Another quantity, ${name}`,
      expression: "x",
      axis,
    })),
    { name: "map", title: "Two masses", expression: "x", axis, y: { expression: "y", axis } },
  ],
});
const layout = layoutOf(spec);

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.plotter.start(spec);
  await server.plotter.happen(
    id,
    allDone(spec, () => new Float64Array(layout.length).fill(4)),
  );
});

const screens = {
  "1400 × 900": { viewport: { width: 1400, height: 900 } },
  "390 × 844": { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const;

const boxOf = async (page: Page, selector: string) => (await page.locator(selector).first().boundingBox())!;

describe("an analysis of nine histograms", () => {
  for (const [size, options] of Object.entries(screens))
    it(`has its whole plot, with the title of its axis, in the first screen of ${size}`, () =>
      withAnalysisPage(
        browser,
        server.url,
        id,
        async ({ page }) => {
          await expect
            .poll(async () => {
              const { x, y, width, height } = await boxOf(page, ".plot canvas");
              return x >= 0 && y > 0 && x + width <= options.viewport.width && y + height <= options.viewport.height;
            })
            .toBe(true);
          expect((await boxOf(page, ".plot canvas")).height).toBeGreaterThanOrEqual(360);
          const links = await boxOf(page, ".top nav");
          const last = await boxOf(page, ".top nav a:last-child");
          expect(last.x + last.width).toBeLessThanOrEqual(links.x + links.width);
          const rows = await page.evaluate<number[]>(
            "[...document.querySelectorAll('[role=tab]')].map((tab) => tab.offsetTop)",
          );
          expect(rows).toHaveLength(9);
          expect(new Set(rows).size).toBe(1);
          expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(options.viewport.width);
          // What is all in takes one line.
          expect((await boxOf(page, ".progress-panel")).height).toBeLessThan(80);
        },
        options,
      ));

  it("calls a histogram without a title by the label of its axis, and brings a tab that is chosen by keyboard into view", () =>
    withAnalysisPage(
      browser,
      server.url,
      id,
      async ({ page }) => {
        await page.getByRole("tab", { name: "Mass of four leptons" }).focus();
        await page.keyboard.press("ArrowRight");
        await page.getByRole("heading", { name: "pT of the third lepton" }).waitFor();
        await page.keyboard.press("End");
        await page.getByTestId("heat-map").waitFor();
        const row = await boxOf(page, ".tabs");
        const tab = await boxOf(page, "#tab-map");
        expect(tab.x).toBeGreaterThanOrEqual(row.x);
        expect(tab.x + tab.width).toBeLessThanOrEqual(row.x + row.width);
        expect(await page.evaluate<number>("scrollY")).toBe(0);
      },
      screens["390 × 844"],
    ));

  it("shows all small at once if asked to, and the one that is taken large", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByRole("button", { name: "Overview" }).click();
      const small = page.locator(".overview button");
      await expect.poll(() => small.locator("canvas").count()).toBe(9);
      await expect.poll(() => page.evaluate<string>("location.hash")).toBe("#first&overview=yes");
      await page.reload();
      await small.filter({ hasText: "pT of the third lepton" }).focus();
      await page.keyboard.press("Enter");
      await expect.poll(() => page.evaluate<string>("location.hash")).toBe("#third_pt");
      await page.locator(".plot canvas").waitFor();
      expect(await small.count()).toBe(0);
    }));
});
