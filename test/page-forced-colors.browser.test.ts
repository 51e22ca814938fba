import type { Browser, Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import { samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { decodePng } from "./support/png.ts";
import { usePageServer } from "./support/use-page-server.ts";

/** As a system with high contrast shows it: colours of the system in place of the page's own, white on black here. */
const forced = { forcedColors: "active", colorScheme: "dark" } as const;

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.start();
  await server.read(id, samples);
});

type Color = readonly [number, number, number];

/** What can be seen at a place of the page, as fractions of an element, beyond its edges too. */
async function seenAt(page: Page, element: Locator, across: number, down: number): Promise<Color> {
  const { x, y, width, height } = (await element.boundingBox())!;
  const clip = { x: Math.round(x + across * width), y: Math.round(y + down * height), width: 1, height: 1 };
  const color = decodePng(await page.screenshot({ clip }), "#000000").color(0, 0);
  const part = (at: number) => Number.parseInt(color.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

const farApart = (a: Color, b: Color) => Math.max(...a.map((part, i) => Math.abs(part - b[i]!)));

/** The line around what has the focus. */
const outlineOf = (page: Page) =>
  page.evaluate<string>(
    "(({ outlineStyle, outlineWidth }) => `${outlineStyle} ${parseFloat(outlineWidth) >= 2}`)(getComputedStyle(document.activeElement))",
  );

describe("in forced colours", () => {
  it("the chosen tab, a pressed button and the range that is being drawn can be told", () =>
    withAnalysisPage(
      browser,
      server.url,
      id,
      async ({ page }) => {
        const tab = (name: string) => page.getByRole("tab", { name });
        const chosen = await seenAt(page, tab("Mass of four leptons"), 0.04, 0.5);
        expect(farApart(chosen, await seenAt(page, tab("Number of jets"), 0.04, 0.5))).toBeGreaterThan(100);

        const log = page.getByRole("button", { name: "Log scale" });
        const before = await seenAt(page, log, 0.06, 0.5);
        await log.press("Enter");
        await page.locator("button[aria-pressed=true]", { hasText: "Log scale" }).waitFor();
        await expect.poll(async () => farApart(before, await seenAt(page, log, 0.06, 0.5))).toBeGreaterThan(100);
        expect(await outlineOf(page)).toBe("solid true");

        const over = page.locator(".plot .u-over");
        const unmarked = await seenAt(page, over, 0.17, 0.4);
        const { x, y, width, height } = (await over.boundingBox())!;
        await page.mouse.move(x + 0.1 * width, y + height / 2);
        await page.mouse.down();
        await page.mouse.move(x + 0.2 * width, y + height / 2);
        await page.mouse.move(x + 0.23 * width, y + height / 2);
        await expect.poll(async () => farApart(unmarked, await seenAt(page, over, 0.17, 0.4))).toBeGreaterThan(50);
        await page.mouse.up();
        await page.getByRole("group", { name: "Range" }).waitFor();
      },
      forced,
    ));

  it("bars show how far an analysis is, and everything with the focus has a line around it", async () => {
    await server.start("Not begun");
    await withPage(
      browser,
      server.url,
      "/",
      async ({ page }) => {
        const bar = (name: string) => page.getByRole("progressbar", { name: `Progress of ${name}` });
        await bar("Page fixture").waitFor();
        await bar("Not begun").waitFor();
        const full = await seenAt(page, bar("Page fixture"), 0.5, 0.5);
        expect(farApart(full, await seenAt(page, bar("Not begun"), 0.5, 0.5))).toBeGreaterThan(80);
        let stops = 0;
        for (;;) {
          await page.keyboard.press("Tab");
          if ((await page.locator(":focus").count()) === 0) break;
          const name = await page
            .locator(":focus")
            .evaluate((stop) => (stop as unknown as { outerHTML: string }).outerHTML.slice(0, 120));
          expect(await outlineOf(page), name).toBe("solid true");
          expect(++stops).toBeLessThan(100);
        }
        expect(stops).toBeGreaterThan(10);
      },
      forced,
    );
  });

  it("the editor has a line around it, and shows where the mistakes are", () =>
    withPage(
      browser,
      server.url,
      "/new",
      async ({ page }) => {
        const text = page.locator(".cm-content");
        await text.focus();
        await page.locator(".cm-lintRange").first().waitFor();
        const around = await page
          .locator(".cm-editor")
          .evaluate(
            (editor) =>
              (
                globalThis as unknown as { getComputedStyle: (of: unknown) => { outlineStyle: string } }
              ).getComputedStyle(editor).outlineStyle,
          );
        expect(around).toBe("solid");
        await page.locator(".cm-lint-marker").first().waitFor();
      },
      { ...forced, expected: /status of 503/ },
    ));
});
