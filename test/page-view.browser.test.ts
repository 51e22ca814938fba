import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import { samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.start();
  await server.read(id, samples);
});

const hashIn = (page: Page) => page.evaluate<string>("location.hash");
const windowOf = (page: Page) => page.getByRole("region", { name: "Events in a window" });

describe("what is shown of an analysis", () => {
  it("stands in the address, so that whoever opens the link sees the same", () =>
    withAnalysisPage(browser, server.url, id, async ({ page, context }) => {
      const before = await page.evaluate<number>("history.length");
      await page.getByRole("button", { name: "Log scale" }).click();
      await page.getByRole("button", { name: "±√N" }).click();
      await page.getByRole("button", { name: "Zoom in" }).click();
      await page.locator(".legend").getByRole("button", { name: "ZZ*" }).click();
      await windowOf(page).getByLabel("to").fill("120");
      await expect.poll(() => hashIn(page)).toBe("#m4l&zoom=3:8&window=115:120&log=yes&errors=root&hidden=zz");
      expect(await page.evaluate<number>("history.length")).toBe(before);
      const other = await context.newPage();
      await other.goto(page.url());
      await expect.poll(() => windowOf(other).innerText()).toContain("115–120 GeV, 1 bin");
      for (const name of ["Log scale", "±√N"])
        expect(await other.getByRole("button", { name }).getAttribute("aria-pressed")).toBe("true");
      expect(await other.getByRole("button", { name: "Whole axis" }).getAttribute("aria-disabled")).toBe("false");
      const hidden = other.locator(".legend").getByRole("button", { name: "ZZ*" });
      expect(await hidden.getAttribute("aria-pressed")).toBe("false");
      // Where nothing is chosen any more, only the histogram is named.
      await other.getByRole("button", { name: "Log scale" }).click();
      await other.getByRole("button", { name: "±√N" }).click();
      await other.getByRole("button", { name: "Whole axis" }).click();
      await hidden.click();
      await expect.poll(() => hashIn(other)).toBe("#m4l&window=115:120");
    }));

  it.each<{ how: string; times?: number; before?: string; leave: (page: Page) => Promise<unknown> }>([
    {
      how: "a link is followed",
      leave: async (page) => {
        await page.getByRole("link", { name: "hzz-edge" }).click();
        await page.getByRole("heading", { name: "All of them" }).waitFor();
        await page.goBack();
      },
    },
    {
      how: "another site is visited",
      leave: async (page) => {
        await page.goto(server.url);
        await page.goBack();
      },
    },
    // Browsers load the address as it was when they were told to.
    {
      ...{ how: "the page is loaded again", times: 1, before: "#m4l&log=yes&errors=root" },
      leave: (page) => page.reload(),
    },
    {
      how: "the user turns to the address",
      leave: (page) => page.evaluate(`window.dispatchEvent(new Event("blur"))`),
    },
  ])("stands in the address at once when $how", ({ times = 9, before = "#m4l", leave }) =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      // As if all that follows happened before the pause is over.
      await page.evaluate(
        `const later = window.setTimeout; window.setTimeout = (run, ms) => (ms === 200 ? 0 : later(run, ms));`,
      );
      for (const name of [...Array<string>(times).fill("Log scale"), "±√N"])
        await page.getByRole("button", { name }).click();
      expect(await hashIn(page)).toBe(before);
      await leave(page);
      await expect.poll(() => hashIn(page)).toBe("#m4l&log=yes&errors=root");
      await page.getByRole("button", { name: "±√N", pressed: true }).waitFor();
    }),
  );

  it("comes back with a histogram that is chosen again, and is its own", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByRole("button", { name: "Zoom in" }).click();
      await windowOf(page).getByLabel("to").fill("120");
      await page.getByRole("tab").last().click();
      await expect.poll(() => hashIn(page)).toBe("#n");
      await page.getByRole("tab").first().click();
      await expect.poll(() => hashIn(page)).toBe("#m4l&zoom=3:8&window=115:120");
    }));

  it("is told from an address of earlier versions, and follows an address that is typed", () =>
    withPage(browser, server.url, `/analyses/${id}#n`, async ({ page }) => {
      const chosen = page.getByRole("tab", { selected: true });
      await expect.poll(() => chosen.getAttribute("id")).toBe("tab-n");
      await page.evaluate("location.hash = '#m4l&zoom=0:99&log=yes&nothing=1'");
      await expect.poll(() => chosen.getAttribute("id")).toBe("tab-m4l");
      await page.getByText("The address asks for what is not here: nothing=1, zoom=0:99.").waitFor();
      expect(await page.getByRole("button", { name: "Log scale" }).getAttribute("aria-pressed")).toBe("true");
      await page.getByRole("link", { name: "Skip to the content" }).press("Enter");
      expect(await page.evaluate<string>("document.activeElement.id")).toBe("content");
      expect(await hashIn(page)).toBe("#m4l&zoom=0:99&log=yes&nothing=1");
    }));

  it("has the panel below and the colours of an address that is typed into the open page", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.evaluate("location.hash = '#m4l&below=ratio&colours=distinct'");
      await expect.poll(() => page.getByLabel("Panel below").inputValue()).toBe("ratio");
      expect(await page.getByLabel("Colours of the stack").inputValue()).toBe("distinct");
      await page.getByText("Panel below, variations, colours").click();
      await page.getByLabel("Panel below").waitFor({ state: "hidden" });
    }));
});
