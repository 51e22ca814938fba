import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { withPage } from "./support/chromium.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;

usePageServer((started) => {
  ({ browser, server } = started);
});

describe("the first page", () => {
  it("keeps what starts an analysis open if it was opened before the list came", async () => {
    for (let i = 0; i < 4; i++) await server.start(`One of many, ${i}`);
    await withPage(browser, server.url, "/operations", async ({ page }) => {
      let answer = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route("**/analyses?limit=1000", async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(server.url);
      await page.getByRole("heading", { name: "Start one" }).click();
      const start = page.getByRole("link", { name: "Write a new analysis" });
      await start.waitFor();
      answer();
      await page.getByRole("link", { name: "One of many, 3" }).waitFor();
      expect(await page.locator("details.panel").getAttribute("open")).not.toBeNull();
      expect(await start.isVisible()).toBe(true);
    });
  });

  it("asks for no list any more once another page is shown", async () => {
    await server.start("Left behind");
    await withPage(
      browser,
      server.url,
      "/operations",
      async ({ page, requests }) => {
        // Without this script nothing can tell what changes, and the list is asked for now and then.
        await page.route("**/after-the-list-*.js", (route) => route.abort());
        await page.clock.install();
        await page.goto(server.url);
        await page.getByRole("link", { name: "Left behind" }).waitFor();
        await page.getByRole("alert").first().waitFor();
        const asked = () => requests.filter((url) => url.endsWith("/analyses?limit=1000")).length;
        await page.clock.runFor(3500);
        await expect.poll(asked).toBeGreaterThan(1);
        await page.getByRole("link", { name: "Operations" }).click();
        await page.getByRole("heading", { name: "Operations", level: 1 }).waitFor();
        // What was asked for before this answer is counted by then.
        const allCounted = () => page.evaluate("fetch('openapi.json').then((answer) => answer.text())");
        await allCounted();
        const before = asked();
        await page.clock.runFor(10_000);
        await allCounted();
        expect(asked()).toBe(before);
      },
      { expected: /net::ERR_FAILED/ },
    );
  });

  it("compares no more what was ticked and then removed", async () => {
    const all = [await server.start("Stays"), await server.start("Stays too"), await server.start("Goes")];
    await withPage(browser, server.url, "/", async ({ page }) => {
      for (const title of ["Stays", "Stays too", "Goes"])
        await page.getByRole("checkbox", { name: `Compare ${title}`, exact: true }).check();
      await page.getByText("3 ticked").waitFor();
      const gone = `${server.url}/analyses/${all[2]!}`;
      await fetch(gone, { method: "DELETE" });
      expect((await fetch(`${gone}?forget=true`, { method: "DELETE" })).ok).toBe(true);
      await page.getByText("2 ticked").waitFor();
      const link = page.getByRole("link", { name: "Compare", exact: true });
      expect(await link.getAttribute("href")).toBe(`/compare?a=${all[0]!}&b=${all[1]!}`);
    });
  });
});
