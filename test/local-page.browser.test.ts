import { join } from "node:path";
import type { Browser } from "playwright-core";
import { expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpecInput } from "../src/analysis/spec.ts";
import { histogramsToCsv } from "../src/results/to-csv.ts";
import { bytesOf, withPage } from "./support/chromium.ts";
import type { PageServer } from "./support/page-server.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { startStaticHost } from "./support/static-host.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;
usePageServer((started) => {
  ({ browser, server } = started);
});

it("a plotter's page leads to one that reads files of this computer, and addresses", { timeout: 300_000 }, async () => {
  const folder = await filesAtHand.folder();
  const { groups } = selectSamples(parseSpec(filesAtHand.input), ["data_A", "Zee"]);
  const input: AnalysisSpecInput = { ...filesAtHand.input, groups };
  const [data = "", zee = ""] = groups.flatMap((group) => group.samples.flatMap(({ files }) => files));
  const { view } = await runInProcess(parseSpec(input), { mirrors: [folder] });
  await using files = await startStaticHost(folder, {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "content-range, etag",
  });
  await withPage(
    browser,
    server.url,
    "/",
    async ({ page }) => {
      await page.getByRole("link", { name: "Run on files of this computer" }).click();
      await page.getByRole("heading", { name: "Analyses on this computer" }).waitFor();
      expect(new URL(page.url()).pathname).toBe("/local/");
      await page.goto(`${server.url}/local`);
      expect(new URL(page.url()).pathname).toBe("/local/");
      await page.getByLabel("ROOT files").setInputFiles(join(folder, data));
      await page.getByLabel("Specification (JSON)").fill(JSON.stringify(input).replace(zee, `${files.url}/${zee}`));
      await page.getByRole("button", { name: "Run it" }).click();
      await page.locator(".status").filter({ hasText: "complete" }).waitFor({ timeout: 200_000 });
      await page.locator(".plot canvas").waitFor();
      const link = page.getByRole("link", { name: "CSV", exact: true });
      const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
      expect((await bytesOf(file)).toString()).toBe(histogramsToCsv(view));
    },
    { expected: new RegExp(`request to elsewhere: ${files.url}/`) },
  );
});
