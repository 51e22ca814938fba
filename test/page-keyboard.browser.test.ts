import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { toyLabel } from "../src/analysis/toy/toy-label.ts";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import { focused, tabTo } from "./support/keyboard.ts";
import { samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { openStart } from "./support/start-section.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;

usePageServer((started) => {
  ({ browser, server } = started);
});

describe("with the keyboard alone", () => {
  it("an analysis is started, read, changed and run again", () =>
    withPage(browser, server.url, "/", async ({ page }) => {
      await openStart(page);
      await page.getByRole("button", { name: "Start hzz-2020" }).waitFor();
      await tabTo(page, /^Start hzz-2020$/);
      await page.keyboard.press("Enter");
      await page.locator(".plot canvas").waitFor();
      const id = new URL(page.url()).pathname.replace("/analyses/", "");

      // The new page's heading has the focus, so that Tab goes on from the top of it.
      await expect.poll(async () => (await focused(page)).tag).toBe("H1");
      await tabTo(page, /^Values of the bins/);
      for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowRight");
      await expect.poll(() => page.getByTestId("readout").locator("dd").first().innerText()).toBe("120–125 GeV");
      await expect
        .poll(() => page.getByRole("slider").getAttribute("aria-valuetext"))
        .toMatch(/^120–125 GeV: Data 0 \+1\.8 −0, Signal/);
      await page.keyboard.press("End");
      await expect.poll(() => page.getByRole("slider").getAttribute("aria-valuenow")).toBe("34");
      await page.keyboard.press("+");
      await expect
        .poll(() => page.getByRole("button", { name: "Whole axis" }).getAttribute("aria-disabled"))
        .toBe("false");
      await page.keyboard.press("0");
      await expect
        .poll(() => page.getByRole("button", { name: "Whole axis" }).getAttribute("aria-disabled"))
        .toBe("true");

      await tabTo(page, /^Background ZZ\*/);
      await page.keyboard.press("Space");
      await expect.poll(() => page.locator(":focus").getAttribute("aria-pressed")).toBe("false");
      await tabTo(page, /^Log scale$/);
      await page.keyboard.press("Enter");
      await expect.poll(() => page.locator(":focus").getAttribute("aria-pressed")).toBe("true");

      await tabTo(page, /^Cuts, bins, luminosity$/);
      await page.keyboard.press("Enter");
      await page.getByLabel("An event passes if").first().waitFor();
      await tabTo(page, /^An event passes if$/);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("lep_n == 4");
      await tabTo(page, /^Number of bins$/);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("17");
      await tabTo(page, /^Run$/);
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => !url.pathname.endsWith(id));
      await page.getByRole("slider").and(page.locator("[aria-valuemax='17']")).waitFor();
      const changed = server.view(new URL(page.url()).pathname.replace("/analyses/", "")).spec;
      expect(changed.cuts[0]).toEqual({ name: "charge", expression: "lep_n == 4" });
      expect(changed.histograms[0]?.axis).toMatchObject({ bins: 17 });
    }));

  it("the way from a toy to the real release is short", async () => {
    const id = await server.start("Toy by keyboard", toyLabel);
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await tabTo(page, /^Specification/);
      await tabTo(page, /^Run hzz-2020 on ATLAS Open Data$/);
      // The line can be scrolled where it is too long, and copied.
      await tabTo(page, /^Command line that starts hzz-2020$/);
      await tabTo(page, /^Copy the command line/);
      for (let i = 0; i < 2; i++) await page.keyboard.press("Shift+Tab");
      await expect.poll(async () => (await focused(page)).words).toBe("Run hzz-2020 on ATLAS Open Data");
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => !url.pathname.endsWith(id));
      await expect.poll(async () => (await focused(page)).tag).toBe("H1");
    });
  });

  it("the content is one step away, and the focus can be seen", async () => {
    await server.start("To be found");
    await withPage(browser, server.url, "/", async ({ page }) => {
      await page.getByLabel("Search").waitFor();
      await page.keyboard.press("Tab");
      await expect.poll(() => focused(page)).toEqual({ tag: "A", words: "Skip to the content" });
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await expect.poll(async () => (await focused(page)).words).toBe("Search");
      expect(await page.evaluate<string>("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    });
  });

  it("tabs are one stop, and arrows go from one to the next", async () => {
    const id = await server.start();
    await server.read(id, samples);
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await tabTo(page, /^Mass of four leptons$/);
      await page.keyboard.press("ArrowRight");
      await expect.poll(async () => (await focused(page)).words).toBe("Number of jets");
      await page.getByRole("heading", { name: "Number of jets" }).waitFor();
      await page.keyboard.press("Tab");
      await expect.poll(async () => (await focused(page)).words).toMatch(/^Values of the bins/);
    });
  });

  it("what scrolls can be scrolled, and nothing holds the focus", async () => {
    const id = await server.start();
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      // From the top to the end, and out of the page again.
      let steps = 0;
      const seen = new Set<string>();
      do {
        await page.keyboard.press("Tab");
        if ((await page.locator(":focus").count()) === 0) break;
        seen.add((await focused(page)).words);
      } while (++steps < 100);
      expect(steps).toBeLessThan(100);
      expect([...seen]).toEqual(expect.arrayContaining(["Cutflow", "Cuts, bins, luminosity"]));
    });
  });
});
