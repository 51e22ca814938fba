import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchChromium, withAnalysisPage, withPage } from "./support/chromium.ts";
import * as fixture from "./support/fixture-log.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";
import { until } from "./support/plotter-app.ts";
import { startToyProcessor } from "./support/toy-processor.ts";
import { openStart } from "./support/start-section.ts";

const token = "correct-horse-battery-staple";
/** A browser writes every refusal to its console. */
const options = { expected: /status of 401/ };

let browser: Browser;
let server: PageServer;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

// One for each test, so that none meets what another has left running.
beforeEach(async () => {
  server = await startPageServer({ token });
});
afterEach(() => server.close());

const field = (page: Page) => page.getByLabel("Token");

/** Gives the token where it is asked for. */
async function give(page: Page, text = token): Promise<void> {
  await field(page).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

const kept = (page: Page) =>
  page.evaluate<{ session: string | null; others: number }>(
    "({ session: sessionStorage.getItem('hzz-edge.token'), others: localStorage.length + document.cookie.length })",
  );

describe("a page whose server asks for a token", () => {
  it("asks for it where a change is refused, with the keyboard alone, and remembers it for this tab only", async () => {
    await withPage(
      browser,
      server.url,
      "/",
      async ({ page, context }) => {
        await openStart(page);
        const start = page.getByRole("button", { name: "Start hzz-toy" });
        await start.focus();
        await page.keyboard.press("Enter");
        await page.getByRole("alert").filter({ hasText: "Token needed" }).waitFor();
        await page.locator("input[type=password]:focus").waitFor();
        expect(await field(page).getAttribute("type")).toBe("password");

        await page.keyboard.type("certainly-not-the-right-one");
        await page.keyboard.press("Enter");
        await page.getByRole("alert").filter({ hasText: "is not the one of this server" }).waitFor();
        await page.locator("input[type=password]:focus").waitFor();
        expect(await field(page).inputValue()).toBe("");

        await page.keyboard.insertText(` ${token} `);
        await page.keyboard.press("Enter");
        await page.getByRole("heading", { name: /Toy/i, level: 1 }).waitFor();
        expect(await kept(page)).toEqual({ session: token, others: 0 });

        // It is not asked for again in this tab, also after it was loaded again.
        await page.reload();
        await page.getByRole("button", { name: "Cancel" }).click();
        await page.locator(".analysis-header .status-cancelled").waitFor();
        expect(await field(page).count()).toBe(0);

        const other = await context.newPage();
        await other.goto(`${server.url}/`);
        await openStart(other);
        await other.getByRole("button", { name: "Start hzz-2025" }).click();
        await field(other).waitFor();
      },
      options,
    );
  });

  it("asks for it where an analysis is cancelled, started again, and changed", async () => {
    const id = await server.start("To be cancelled");
    await withAnalysisPage(
      browser,
      server.url,
      id,
      async ({ page }) => {
        await page.getByRole("button", { name: "Cancel" }).click();
        await give(page);
        await page.locator(".analysis-header .status-cancelled").waitFor();

        await page.evaluate("sessionStorage.clear()");
        await page.getByRole("button", { name: "Run what is missing" }).click();
        await give(page);
        await page.locator(".analysis-header .status-running").waitFor();

        await page.evaluate("sessionStorage.clear()");
        await page.getByText("Cuts, bins, luminosity").click();
        await page.getByLabel("Title").fill("Changed");
        await page.getByRole("button", { name: "Run", exact: true }).click();
        // A form inside of a form would send the outer one.
        expect(await page.locator("form form").count()).toBe(0);
        await give(page);
        await page.getByRole("heading", { name: "Changed", level: 1 }).waitFor();
      },
      options,
    );
  });

  it("asks for it where dead letters are redriven, one or all", async () => {
    const { broker, start } = server.plotter;
    await start({ ...fixture.spec, title: "Two lost" });
    const processor = startToyProcessor(broker, { fails: ({ sample }) => ["llll", "eell"].includes(sample.name) });
    await until(async () => (await broker.deadLetters.count()) === 2);
    await processor.stop();
    await withPage(
      browser,
      server.url,
      "/operations",
      async ({ page }) => {
        await page
          .getByRole("button", { name: /^Redrive dead letter/ })
          .first()
          .click();
        await page.locator(".dead-letter").first().getByLabel("Token").waitFor();
        await give(page);
        await page.getByText("1 redriven.").waitFor();

        await page.evaluate("sessionStorage.clear()");
        await page.getByRole("button", { name: "Redrive all 1" }).click();
        await give(page);
        await page.getByText("None.").waitFor();
      },
      options,
    );
  });

  it("takes the token on the page of the interface too", async () => {
    await withPage(browser, server.url, "/docs", async ({ page }) => {
      await page.getByRole("button", { name: "Authorize", exact: true }).click();
      await page.locator(".auth-container input").fill(token);
      await page.locator(".auth-btn-wrapper").getByRole("button", { name: "Apply credentials" }).click();
      await page.locator(".auth-btn-wrapper").getByRole("button", { name: "Close" }).click();
      await page.locator("#operations-analyses-startAnalysis .opblock-summary-control").click();
      await page.getByRole("button", { name: "Try it out" }).click();
      await page.locator("textarea.body-param__text").fill('{"preset":"hzz-2020"}');
      await page.getByRole("button", { name: "Execute" }).click();
      await page.locator(".live-responses-table .response-col_status", { hasText: "202" }).waitFor();
      expect(await kept(page)).toEqual({ session: null, others: 0 });
    });
  });
});
