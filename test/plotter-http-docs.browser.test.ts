import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyApiDocs } from "../deploy/api-docs.mjs";
import { listen, type Listening } from "../src/http/listen.ts";
import { readPageFiles } from "../src/plotter/read-page-files.ts";
import { findingsOf } from "./support/axe.ts";
import { launchChromium, withPage } from "./support/chromium.ts";
import { createTestPlotter, type TestPlotter } from "./support/plotter-app.ts";

let folder = "";
let browser: Browser;
let server: Listening;
let plotter: TestPlotter;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-docs-"));
  copyApiDocs(folder, "favicon.svg");
  const icon = { bytes: new TextEncoder().encode("<svg/>"), type: "image/svg+xml", etag: '"i"' };
  plotter = await createTestPlotter({ assets: new Map([...(await readPageFiles(folder)), ["favicon.svg", icon]]) });
  server = await listen((request, env) => plotter.app.fetch(request, env), { host: "127.0.0.1", port: 0 });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  plotter.stop();
  await server.close(0);
  await rm(folder, { recursive: true });
});

describe("the page of the interface", () => {
  it("shows every operation, and nothing that the content-security policy forbids", async () => {
    await withPage(browser, server.url, "/docs", async ({ page }) => {
      await page.locator(".opblock").first().waitFor();
      expect(await page.locator(".info .title").innerText()).toContain("hzz-edge");
      const { paths } = (await (await plotter.app.request("/openapi.json")).json()) as {
        paths: Record<string, object>;
      };
      const operations = Object.values(paths).flatMap((methods) => Object.keys(methods));
      expect(await page.locator(".opblock").count()).toBe(operations.length);
    });
  });

  it("lets one try a request", async () => {
    await withPage(browser, server.url, "/docs", async ({ page }) => {
      await page.locator("#operations-analyses-startAnalysis .opblock-summary-control").click();
      await page.getByRole("button", { name: "Try it out" }).click();
      await page.locator("textarea.body-param__text").fill('{"preset":"hzz-2020"}');
      await page.getByRole("button", { name: "Execute" }).click();
      await page.locator(".live-responses-table .response-col_status", { hasText: "202" }).waitFor();
    });
    expect(plotter.book.list()).toHaveLength(1);
  });

  it("leads back to the page", async () => {
    await withPage(browser, server.url, "/docs", async ({ page }) => {
      expect(await page.getByRole("link", { name: "back to the analyses" }).evaluate((link) => String(link))).toBe(
        `${server.url}/`,
      );
    });
  });

  it.each(["light", "dark"] as const)(
    "is %s where the system is, and has nothing of ours that axe finds",
    async (colorScheme) => {
      await withPage(
        browser,
        server.url,
        "/docs",
        async ({ page }) => {
          await page.locator(".opblock").first().waitFor();
          const background = await page.evaluate<string>("getComputedStyle(document.documentElement).backgroundColor");
          expect(background === "rgb(28, 32, 34)").toBe(colorScheme === "dark");
          // Swagger UI has findings of its own, all of them inside its element.
          await page.evaluate("document.getElementById('interface').remove()");
          expect(await findingsOf(page, ["color-contrast", "link-name", "region"])).toEqual([]);
        },
        { colorScheme },
      );
    },
  );
});
