import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium, withPage } from "./support/chromium.ts";
import { openStart } from "./support/start-section.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

async function startAs({ plotter }: PageServer, title: string, name: string): Promise<void> {
  const { pageSpec } = await import("./support/page-fixture.ts");
  const answer = await plotter.app.request(`/analyses?as=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...pageSpec, title }),
  });
  expect(answer.status).toBe(202);
}

const titles = (page: Page) => page.locator(".analysis-name a").allTextContents();
const show = (page: Page, label: string) => page.getByLabel("Show").selectOption({ label });

it("a page starts analyses under a name, remembers it, shows the own ones first, alone, and all by name", async () => {
  const server = await startPageServer();
  try {
    await startAs(server, "Of Anna", "Anna");
    await startAs(server, "Of <b>Ben</b>", "<b>Ben</b>");
    await withPage(browser, server.url, "/", async ({ page }) => {
      await page.getByText("by <b>Ben</b>").waitFor();
      await openStart(page);
      await page.getByLabel("Your name").fill("a\u202eb");
      await page.keyboard.press("Tab");
      await page.getByRole("alert").filter({ hasText: "a name of at most 64 characters" }).waitFor();
      await page.getByLabel("Your name").fill("  Anna ");
      await page.getByRole("button", { name: "Start hzz-toy" }).click();
      await page.getByRole("heading", { name: /Toy/i, level: 1 }).waitFor();
      await page.locator(".facts").getByText("by Anna").waitFor();

      await page.goto(server.url);
      await openStart(page);
      expect(await page.getByLabel("Your name").inputValue()).toBe("Anna");
      await startAs(server, "Of Ben again", "<b>Ben</b>");
      await page.getByText("Of Ben again").waitFor();
      await expect
        .poll(() => titles(page))
        .toEqual([expect.stringMatching(/Toy/i), "Of Anna", "Of Ben again", "Of <b>Ben</b>"]);
      await show(page, "only mine");
      await expect.poll(() => titles(page)).toEqual([expect.stringMatching(/Toy/i), "Of Anna"]);
      await show(page, "by name");
      await expect
        .poll(() => page.locator(".person-analyses h3").allTextContents())
        .toEqual(["<b>Ben</b> 2: 2 running", "Anna 2: 2 running"]);
    });
  } finally {
    await server.close();
  }
});

it("a page whose token has a name takes it, whatever was typed", async () => {
  const token = "correct-horse-battery-ben";
  const server = await startPageServer({ tokens: [{ name: "Ben", token }] });
  try {
    await withPage(
      browser,
      server.url,
      "/",
      async ({ page }) => {
        await page.getByLabel("Your name").fill("Anna");
        await page.getByRole("button", { name: "Start hzz-toy" }).click();
        await page.getByLabel("Token").fill(token);
        await page.getByRole("button", { name: "Send" }).click();
        await page.locator(".facts").getByText("by Ben").waitFor();
        await page.getByRole("link", { name: "Analyses" }).click();
        await openStart(page);
        await expect.poll(() => page.getByLabel("Your name").inputValue()).toBe("Ben");
        await page.getByText("by Ben (you)").waitFor();
      },
      { expected: /status of 401/ },
    );
  } finally {
    await server.close();
  }
});
