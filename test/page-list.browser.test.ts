import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { withPage } from "./support/chromium.ts";
import { pageSpec, samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;

usePageServer((started) => {
  ({ browser, server } = started);
});

const titles = (page: Page) => page.locator(".analysis-name a").allTextContents();

describe("the list of analyses", () => {
  it("shows what differs, is searched, filtered and ordered, and moves by itself through one stream", async () => {
    const first = await server.start("Four leptons");
    const cuts = [...pageSpec.cuts, { name: "high", expression: "m > 120" }];
    await server.plotter.start({ ...pageSpec, title: "Four leptons, high", cuts, luminosityInvFb: 5 });
    await server.read(first, samples);
    await withPage(browser, server.url, "/", async ({ page, requests }) => {
      await page.getByText("Other than “Four leptons”: luminosity in fb⁻¹: 10 → 5; with cut high: m > 120.").waitFor();
      await page.getByLabel("Status").selectOption("complete");
      await expect.poll(() => titles(page)).toEqual(["Four leptons"]);
      await page.getByText("1 of 2 are shown.").waitFor();
      await page.getByLabel("Status").selectOption("all");
      await page.getByLabel("Search").fill("HIGH lep");
      await expect.poll(() => titles(page)).toEqual(["Four leptons, high"]);
      await page.getByLabel("Search").fill("");
      await page.getByLabel("Order").selectOption({ label: "by title" });
      await expect.poll(() => titles(page)).toEqual(["Four leptons", "Four leptons, high"]);

      const asked = () => requests.filter((url) => url.endsWith("/analyses?limit=1000")).length;
      const third = await server.start("A third one");
      await expect.poll(() => titles(page)).toEqual(["A third one", "Four leptons", "Four leptons, high"]);
      const line = page.locator(".analyses > li").filter({ hasText: "A third one" });
      await server.read(third, samples);
      await line.locator(".status").filter({ hasText: "complete" }).waitFor();
      expect(asked()).toBe(1);
    });
  });

  it("names one for this browser alone, pins it, and removes it", async () => {
    const id = await server.start("To be named");
    await withPage(browser, server.url, "/", async ({ page }) => {
      await page.getByRole("button", { name: "More about To be named" }).focus();
      await page.keyboard.press("Enter");
      await page.getByLabel("Name it").fill("Mi");
      // The list goes on meanwhile, and takes nothing away of what is typed.
      await server.read(id, samples);
      await page.locator(".analyses > li", { hasText: "To be named" }).getByText("complete", { exact: true }).waitFor();
      await page.getByLabel("Name it").press("End");
      await page.keyboard.type("ne");
      await page.keyboard.press("Tab");
      await expect.poll(async () => (await titles(page)).includes("Mine")).toBe(true);
      await page.reload();
      const line = page.locator(".analyses > li").filter({ has: page.getByRole("link", { name: "Mine" }) });
      expect(await line.innerText()).toContain("To be named");
      expect(server.view(id).spec.title).toBe("To be named");

      await line.getByRole("button", { name: "More about Mine" }).click();
      await line.getByRole("button", { name: "Pin", exact: true }).click();
      await line.getByRole("button", { name: "Pinned", pressed: true }).click();
      await line.getByRole("button", { name: "Remove" }).click();
      await line.getByRole("button", { name: "Press again to remove it with its results" }).click();
      await expect.poll(() => line.count()).toBe(0);
    });
  });
});
