import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { histogramsToCsv } from "../src/results/to-csv.ts";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import { launchFirefox } from "./support/firefox.ts";
import { samples } from "./support/page-fixture.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";
import { distFolder, runInProcess } from "./support/run-in-process.ts";
import { startStaticHost } from "./support/static-host.ts";

let firefox: Browser;
let server: PageServer;
let downloads: string;

beforeAll(async () => {
  downloads = await mkdtemp(join(tmpdir(), "hzz-firefox-"));
  [firefox, server] = await Promise.all([launchFirefox(downloads), startPageServer()]);
  return async () => {
    await firefox.close();
    await server.close();
    await rm(downloads, { recursive: true, force: true });
  };
});

/** What the browser saves under this name. */
async function saved(name: string): Promise<Buffer> {
  const read = () => readFile(join(downloads, name)).catch(() => Buffer.alloc(0));
  await expect.poll(async () => (await read()).length).toBeGreaterThan(0);
  return await read();
}

async function csvOf(page: Page, id: string): Promise<string> {
  await page.getByRole("link", { name: "CSV", exact: true }).click();
  return (await saved(`${id}-results.csv`)).toString();
}

describe("in Firefox", () => {
  it("a preset is started, and its plot and legend follow what comes in", () =>
    withPage(firefox, server.url, "/", async ({ page }) => {
      const id = await server.start("Live in Firefox");
      await page.getByRole("link", { name: "Live in Firefox" }).click();
      await page.locator(".plot canvas").waitFor();
      await server.read(id, ["periodA"]);
      await page.locator(".legend-yield").first().filter({ hasText: "48" }).waitFor();
      await server.read(id, samples.slice(1));
      await page.locator(".status").filter({ hasText: "complete" }).waitFor();
      await page.locator(".legend-yield").first().filter({ hasText: "88" }).waitFor();
      await page.goBack();
      await page.getByRole("button", { name: "Start hzz-2020" }).click();
      await page.getByRole("heading", { level: 1, name: presetByName("hzz-2020").title }).waitFor();
    }));

  it("histograms, scale and bins are chosen, and the picture and the numbers are downloaded", async () => {
    const id = await server.start("Read in Firefox");
    await server.read(id, samples);
    await withAnalysisPage(firefox, server.url, id, async ({ page }) => {
      await page.getByRole("tab", { name: "Number of jets" }).click();
      await page.getByRole("figure", { name: "Number of jets" }).waitFor();
      await page.reload();
      await page.getByRole("figure", { name: "Number of jets" }).waitFor();
      await page.getByRole("tab", { name: "Mass of four leptons" }).click();
      await page.getByRole("button", { name: "Log scale" }).click();
      const plot = page.locator(".plot .u-over");
      const { width, height } = (await plot.boundingBox())!;
      await plot.hover({ position: { x: 0.45 * width, y: 0.5 * height } });
      await page.getByTestId("readout").getByText("120–125 GeV").waitFor();
      await page.getByRole("button", { name: "PNG" }).click();
      expect((await saved(`${id}-m4l.png`)).subarray(1, 4).toString()).toBe("PNG");
      expect(await csvOf(page, id)).toBe(histogramsToCsv(server.view(id)));
    });
  });

  it("the site without a server gives the bytes of Node", { timeout: 300_000 }, async () => {
    const { view } = await runInProcess(presetByName("hzz-toy"), {});
    await using host = await startStaticHost(join(distFolder, "page/local"));
    await withPage(firefox, host.url, "/", async ({ page }) => {
      await page.getByRole("button", { name: "Start hzz-toy" }).click();
      await page.locator(".status").filter({ hasText: "complete" }).waitFor({ timeout: 200_000 });
      expect(await csvOf(page, view.id)).toBe(histogramsToCsv(view));
    });
  });
});
