import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { fitInThread } from "../src/serve/fit-in-thread.ts";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import * as fixture from "./support/fixture-log.ts";
import { focused, tabTo } from "./support/keyboard.ts";
import { samples } from "./support/page-fixture.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";
import { until } from "./support/plotter-app.ts";
import { distFolder } from "./support/run-in-process.ts";
import { startToyProcessor } from "./support/toy-processor.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;

usePageServer(
  (started) => {
    ({ browser, server } = started);
  },
  { fit: (workspace) => fitInThread(pathToFileURL(join(distFolder, "fit-worker.js")), workspace) },
);

async function complete(title: string): Promise<string> {
  const id = await server.start(title);
  await server.read(id, samples);
  return id;
}

const titles = (page: Page) => page.locator(".analysis-name a").allTextContents();
const valueOf = (page: Page) =>
  page.locator(":focus").evaluate((field) => (field as unknown as { value: string }).value);

/** Goes to what is called so, and presses the key there. */
async function press(page: Page, words: RegExp, key = "Enter"): Promise<void> {
  await tabTo(page, words);
  await page.keyboard.press(key);
}

// Nothing here points or clicks, and nothing gives the focus to anything but the Tab key.
describe("with Tab and keys alone", { timeout: 120_000 }, () => {
  it("the list is searched and ordered; one is named, pinned, and removed; two are compared", async () => {
    const first = await complete("Listed alpha");
    const second = await complete("Listed beta");
    await withPage(browser, server.url, "/", async ({ page }) => {
      await page.getByRole("link", { name: "Listed beta" }).waitFor();
      await tabTo(page, /^Search/);
      await page.keyboard.type("alp");
      await expect.poll(() => titles(page)).toEqual(["Listed alpha"]);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("listed");
      await expect.poll(() => titles(page)).toEqual(["Listed beta", "Listed alpha"]);
      await tabTo(page, /^Order/);
      await page.keyboard.type("by title");
      await expect.poll(() => titles(page)).toEqual(["Listed alpha", "Listed beta"]);

      await press(page, /^Compare Listed alpha$/, "Space");
      await press(page, /^Compare Listed beta$/, "Space");
      await press(page, /^More about Listed beta$/);
      await tabTo(page, /^Name it/);
      await page.keyboard.type("Mine");
      await press(page, /^Pin$/);
      await expect.poll(() => titles(page)).toEqual(["Mine", "Listed alpha"]);
      await page.getByRole("button", { name: "Pinned", pressed: true }).waitFor();
      await press(page, /^Pinned$/);
      await page.getByRole("button", { name: "Remove" }).waitFor();

      await press(page, /^Compare$/);
      await page.waitForURL((url) => url.pathname === "/compare");
      const compared = new URL(page.url()).searchParams;
      expect([compared.get("a"), compared.get("b")].sort()).toEqual([first, second].sort());
      await page.goBack();
      await page.getByRole("link", { name: "Mine" }).waitFor();
      await press(page, /^More about Mine$/);
      await press(page, /^Remove$/);
      await page.keyboard.press("Enter");
      await expect.poll(() => titles(page)).not.toContain("Mine");
    });
  });

  it("an analysis is looked at from all sides: overview, options, range, window, fit, colours, and files", async () => {
    const id = await complete("Looked at");
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const hash = () => page.evaluate<string>("location.hash");
      await press(page, /^Overview$/);
      await page.locator(".small-plot canvas").first().waitFor();
      await page.keyboard.press("Enter");
      await page.locator(".plot .u-over").waitFor();

      await tabTo(page, /^Values of the bins/);
      await page.keyboard.press("+");
      await page.getByRole("group", { name: "Range" }).waitFor();
      const asked = page.waitForEvent("download");
      await press(page, /^PNG$/);
      expect((await asked).suggestedFilename()).toBe(`${id}-m4l.png`);
      for (const [name, file] of [
        [/^ROOT$/, "results.root"],
        [/^CSV$/, "results.csv"],
      ] as const) {
        const link = page.waitForEvent("download");
        await press(page, name);
        expect((await link).suggestedFilename()).toBe(`${id}-${file}`);
      }
      await press(page, /^Take it as window$/);
      await expect.poll(hash).toContain("window=115:140");
      await press(page, /^Stack, shapes, panel below/);
      await tabTo(page, /^Panel below/);
      await page.keyboard.press("ArrowDown");
      await expect.poll(hash).toContain("below=");
      await tabTo(page, /^from/);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("120");
      await expect.poll(hash).toContain("window=120:140");

      await press(page, /^Fit: signal strength/);
      await page.getByTestId("fit-numbers").waitFor();
      await press(page, /^Before the fit$/);
      await page.getByRole("figure", { name: "Mass of four leptons, before the fit" }).waitFor();

      await tabTo(page, /^Colours$/);
      await page.keyboard.type("dark");
      expect(await valueOf(page)).toBe("dark");
      await expect
        .poll(() => page.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor"))
        .toBe("rgb(13, 15, 18)");
    });
  });

  it("a new analysis is written, Tab leaves the editor, and what is written is run", () =>
    withPage(
      browser,
      server.url,
      "/new",
      async ({ page }) => {
        await page.locator(".cm-lintRange").first().waitFor();
        await tabTo(page, /^Specification$/);
        await page.keyboard.press("ControlOrMeta+a");
        await page.keyboard.press("Delete");
        const histogram = { name: "one", expression: "x", axis: { bins: 5, lower: 0, upper: 9 } };
        const written = { title: "By keys", tree: "mini", files: ["a.root"], histograms: [histogram] };
        await page.keyboard.insertText(JSON.stringify(written));
        await tabTo(page, /^Copy as JSON$/);
        await press(page, /^Run this text$/);
        await page.getByRole("heading", { name: "By keys", level: 1 }).waitFor();
      },
      { expected: /status of 503/ },
    ));

  it("from the list on, a range is cut on, the token given that the cut needs, and the new analysis opened", async () => {
    const token = "correct-horse-battery-staple";
    const own = await startPageServer({ token });
    try {
      const id = await own.start("Cut on by keys");
      await own.read(id, samples);
      await withPage(
        browser,
        own.url,
        "/",
        async ({ page }) => {
          const words = async () => (await focused(page)).words;
          await page.getByRole("link", { name: "Cut on by keys" }).waitFor();
          await press(page, /^Cut on by keys$/);
          await page.locator(".plot canvas").waitFor();
          await press(page, /^Values of the bins/, "+");
          await page.getByRole("group", { name: "Range" }).waitFor();
          await press(page, /^Cut on it$/);
          await page.getByRole("alert").filter({ hasText: "Token needed" }).waitFor();
          // It has the focus, and whoever leaves it comes back by Tab, from both sides.
          await expect.poll(words).toBe("Token");
          await page.keyboard.press("Shift+Tab");
          expect(await words()).toBe("Cut on it");
          await page.keyboard.press("Tab");
          expect(await words()).toBe("Token");
          await page.keyboard.type("certainly-not-the-right-one");
          await page.keyboard.press("Tab");
          expect(await words()).toBe("Send");
          await page.keyboard.press("Space");
          await page.getByRole("alert").filter({ hasText: "is not the one of this server" }).waitFor();
          await expect.poll(words).toBe("Token");
          await page.keyboard.type(token);
          await page.keyboard.press("Enter");

          await page.getByRole("link", { name: "Compare both" }).waitFor();
          // The focus is where it was before the token, and the new analysis is the next stop.
          await expect.poll(words).toBe("Cut on it");
          await page.keyboard.press("Tab");
          await page.keyboard.press("Enter");
          await page.waitForURL((url) => !url.pathname.endsWith(id));
          const cuts = own.view(new URL(page.url()).pathname.replace("/analyses/", "")).spec.cuts;
          expect(cuts.at(-1)).toMatchObject({ name: "m4l_range", expression: "115 <= (m) && (m) < 140" });
        },
        { expected: /status of 401/ },
      );
    } finally {
      await own.close();
    }
  });

  it("work that failed for good is done again", async () => {
    // One of its own: the processor would take what others have started too.
    const own = await startPageServer();
    try {
      const id = await own.plotter.start({ ...fixture.spec, title: "One lost" });
      const processor = startToyProcessor(own.plotter.broker, { fails: ({ sample }) => sample.name === "llll" });
      await until(() => own.view(id).status === "incomplete");
      await processor.stop();
      await withPage(browser, own.url, "/operations", async ({ page }) => {
        await page.getByRole("heading", { name: "Work that failed for good: 1" }).waitFor();
        await press(page, /^Redrive dead letter/);
        await page.getByText("1 redriven.").waitFor();
      });
    } finally {
      await own.close();
    }
  });
});
