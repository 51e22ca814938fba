import type { Browser } from "playwright-core";
import { expect, it } from "vitest";
import { withAnalysisPage } from "./support/chromium.ts";
import { samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;

usePageServer((started) => {
  ({ browser, server } = started);
});

/** What the page tells the system is written down; a browser without a screen shows nothing. */
const listen = `window.told = []; window.asked = 0;
  window.Notification = class {
    static requestPermission() { window.asked++; return Promise.resolve("granted"); }
    constructor(title, { body }) { window.told.push(title + ": " + body); }
  };`;

it("the end of an analysis is told to screen readers, and to the system if a button asked for it, once", async () => {
  const id = await server.start("Until the end");
  await server.read(id, samples.slice(1));
  await withAnalysisPage(browser, server.url, id, async ({ page, context }) => {
    await context.addInitScript(listen);
    await page.reload();
    const button = page.getByRole("button", { name: "Tell me when it ends" });
    await button.waitFor();
    expect(await page.evaluate<number>("window.asked")).toBe(0);
    await button.press("Enter");
    await expect.poll(() => button.getAttribute("aria-pressed")).toBe("true");
    await server.read(id, samples.slice(0, 1));
    const status = page.getByRole("status").filter({ hasText: "The analysis has ended, complete: all of 6 files in." });
    await status.waitFor();
    expect(await page.evaluate<string[]>("window.told")).toEqual(["Until the end: complete: all of 6 files in"]);
    expect(await button.count()).toBe(0);
  });
});
