import type { Browser, Page } from "playwright-core";
import { poissonInterval } from "../src/physics/poisson-interval.ts";
import { describe, expect, it } from "vitest";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import { samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { colorAt, isNear, readPlot } from "./support/plot-pixels.ts";
import { openStart } from "./support/start-section.ts";
import { usePageServer } from "./support/use-page-server.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.start();
  await server.read(id, samples);
});

const widthOf = (page: Page) => page.evaluate<number>("document.documentElement.scrollWidth");

describe("on a phone", () => {
  it("the first page is no wider than the screen", () =>
    withPage(
      browser,
      server.url,
      "/",
      async ({ page }) => {
        await page.getByRole("link", { name: "Page fixture" }).waitFor();
        await expect.poll(() => widthOf(page)).toBe(390);
      },
      phone,
    ));

  it("an analysis is no wider than the screen, with everything opened", () =>
    withAnalysisPage(
      browser,
      server.url,
      id,
      async ({ page }) => {
        await page.getByText("Table of bin contents").tap();
        await page.getByText("Cuts, bins, luminosity").tap();
        await page.getByRole("heading", { name: "Progress" }).tap();
        // A list of what is there now: both must be drawn by then.
        await page
          .getByText(/^\d samples?/)
          .first()
          .waitFor();
        await page.getByRole("table", { name: "Cutflow" }).getByRole("button").first().waitFor();
        for (const summary of await page.getByText(/^\d samples?/).all()) await summary.tap();
        for (const button of await page.getByRole("table", { name: "Cutflow" }).getByRole("button").all())
          await button.tap();
        await page.getByRole("button", { name: "Run" }).waitFor();
        await expect.poll(() => widthOf(page)).toBe(390);
        const plot = () => page.locator(".plot canvas").boundingBox();
        await expect.poll(async () => (await plot())?.width).toBeGreaterThan(320);
        await expect.poll(async () => (await plot())?.height).toBeGreaterThan(300);
      },
      phone,
    ));

  it("the legend stands below the plot, and a tap on a bin tells its numbers", () =>
    withAnalysisPage(
      browser,
      server.url,
      id,
      async ({ page }) => {
        const plot = (await page.locator(".plot").boundingBox())!;
        const legend = (await page.locator(".legend").boundingBox())!;
        expect(legend.y).toBeGreaterThanOrEqual(plot.y + plot.height);
        const frame = (await page.locator(".plot .u-over").boundingBox())!;
        await page.touchscreen.tap(frame.x + 0.45 * frame.width, frame.y + 0.7 * frame.height);
        await page.getByTestId("readout").getByText("120–125 GeV").waitFor();
      },
      phone,
    ));
});

describe("colours", () => {
  const bins = 10;
  /** Of the fullest data bin: 35 events, and its error above it. */
  const point = 35 / (1.6 * poissonInterval(35).upper);

  it("are dark where the system is, with data points that can be seen", () =>
    withAnalysisPage(
      browser,
      server.url,
      id,
      async ({ page }) => {
        expect(await page.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor")).toBe(
          "rgb(13, 15, 18)",
        );
        const isLight = async () => isNear(colorAt(await readPlot(page, "#15181d"), 4, bins, point), "#f2f2f2");
        await expect.poll(isLight).toBe(true);
      },
      { colorScheme: "dark" },
    ));

  it("can be chosen, change the plot at once, and are kept", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const isDark = async () => isNear(colorAt(await readPlot(page), 4, bins, point), "#f2f2f2");
      await expect.poll(isDark).toBe(false);
      await page.getByLabel("Colours").selectOption("dark");
      await expect.poll(isDark).toBe(true);
      await page.reload();
      await page.locator(".plot canvas").waitFor();
      await expect.poll(isDark).toBe(true);
      expect(await page.getByLabel("Colours").inputValue()).toBe("dark");
      await page.getByLabel("Colours").selectOption("auto");
      await expect.poll(isDark).toBe(false);
    }));

  it("have enough contrast for reading, light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const)
      await withAnalysisPage(
        browser,
        server.url,
        id,
        async ({ page }) => {
          await page.locator("figcaption").waitFor();
          for (const selector of ["h1", ".legend-yield", "figcaption", ".status", ".top nav a", ".progress-text"])
            expect(await contrastOf(page, selector), `${selector}, ${colorScheme}`).toBeGreaterThan(4.5);
        },
        { colorScheme },
      );
  });
});

describe("motion", () => {
  it("is left out for who wants none", () =>
    withPage(
      browser,
      server.url,
      "/",
      async ({ page }) => {
        await openStart(page);
        await page.getByRole("button", { name: "Copy" }).first().waitFor();
        const moving = await page.evaluate<number>(
          "[...document.querySelectorAll('*')].filter((each) => parseFloat(getComputedStyle(each).transitionDuration) > 0).length",
        );
        expect(moving).toBe(0);
      },
      { reducedMotion: "reduce" },
    ));
});

/** As the accessibility guidelines count it; the background is the nearest one that is not transparent. */
function contrastOf(page: Page, selector: string): Promise<number> {
  return page.evaluate<number>(`(() => {
    const numbers = (color) => {
      const pen = document.createElement("canvas").getContext("2d");
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      return [...pen.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (color) => {
      const [r, g, b] = numbers(color).map((value) => value / 255).map((x) => (x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let element = document.querySelector(${JSON.stringify(selector)});
    const text = luminance(getComputedStyle(element).color);
    while (numbers(getComputedStyle(element).backgroundColor)[3] === 0) element = element.parentElement;
    const ground = luminance(getComputedStyle(element).backgroundColor);
    return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
  })()`);
}
