import { readFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { presetByName, presetInput } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpecInput } from "../src/analysis/spec.ts";
import { histogramsToCsv } from "../src/results/to-csv.ts";
import { uhiDocumentText } from "../src/results/uhi-document.ts";
import { bytesOf, launchChromium, withPage } from "./support/chromium.ts";
import { filesAtHand, samplesAtHand } from "./support/release-or-toy.ts";
import { distFolder, runInProcess } from "./support/run-in-process.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";
import { type StaticHost, startStaticHost } from "./support/static-host.ts";

const timeout = 180_000;
let browser: Browser;
let host: StaticHost;

beforeAll(async () => {
  [browser, host] = await Promise.all([launchChromium(), startStaticHost(join(distFolder, "site"))]);
});

afterAll(async () => {
  await browser.close();
  await host[Symbol.asyncDispose]();
});

const ended = async (page: Page, status: string) => {
  await page.locator(".status").filter({ hasText: status }).waitFor({ timeout: 120_000 });
  await page.locator(".plot canvas").waitFor();
};

async function download(page: Page, name: string): Promise<{ name: string; bytes: Buffer }> {
  const link = page.getByRole("link", { name, exact: true });
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: file.suggestedFilename(), bytes: await bytesOf(file) };
}

const pick = (page: Page, files: Parameters<Page["setInputFiles"]>[1]) =>
  page.getByLabel("ROOT files").setInputFiles(files);

/** Posts a specification of one's own. */
async function run(page: Page, text: string): Promise<void> {
  await page.getByLabel("Specification (JSON)").fill(text);
  await page.getByRole("button", { name: "Run it" }).click();
}

/** The preset of the files at hand, of some samples. */
const inputOf = (samples: readonly string[]): AnalysisSpecInput => ({
  ...presetInput(filesAtHand.preset),
  groups: selectSamples(parseSpec(filesAtHand.input), samples).groups,
});

const pathOf = (input: AnalysisSpecInput, sample: string): string =>
  input.groups.flatMap(({ samples }) => samples).find(({ name }) => name === sample)!.files[0]!;

describe("the site on a static host", () => {
  it("runs the toy without any file, and gives the same bytes as Node", { timeout }, async () => {
    const { view } = await runInProcess(presetByName("hzz-toy"), {});
    await withPage(
      browser,
      host.url,
      "/",
      async ({ page, requests }) => {
        await page.getByRole("button", { name: "Start hzz-toy" }).click();
        await ended(page, "complete");
        const csv = await download(page, "CSV");
        expect(csv.name).toBe(`${view.id}-results.csv`);
        expect(csv.bytes.toString()).toBe(histogramsToCsv(view));
        const json = await download(page, "JSON (UHI)");
        expect(json.name).toBe(`${view.id}-m4l.json`);
        const groups = JSON.parse(json.bytes.toString()) as Record<string, unknown>;
        const all = JSON.parse(uhiDocumentText(view)) as Record<string, unknown>;
        expect(Object.keys(groups).length).toBeGreaterThan(3);
        for (const [group, histogram] of Object.entries(groups)) expect(histogram).toEqual(all[`m4l/${group}`]);
        expect((await download(page, "ROOT")).bytes.subarray(0, 4).toString()).toBe("root");
        const spec = await download(page, "Specification (JSON)");
        expect(parseSpec(JSON.parse(spec.bytes.toString()) as object)).toEqual(presetByName("hzz-toy"));
        // The page, its style, icon, server and engines; nothing is asked of a server.
        expect(new Set(requests.map((url) => new URL(url).pathname.replace(/-[A-Z2-7]{8}\./, "."))).size).toBeLessThan(
          8,
        );
        // A reload shows the page of the analysis again, which nobody knows any more.
        await page.reload();
        await page.getByText(view.id).first().waitFor();
      },
      { expected: /404|Failed to load/ },
    );
  });

  it("says what is wrong with a specification in the words of the command line", () =>
    withPage(browser, host.url, "/", async ({ page }) => {
      const input = presetInput("hzz-toy");
      const wrong = { ...input, cuts: [{ name: "a", label: "a", expression: "lep_m > 3" }, { name: "b" }], more: 1 };
      let message = "";
      try {
        parseSpec(wrong);
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toContain("problems");
      await run(page, JSON.stringify(wrong));
      await expect.poll(() => page.getByRole("alert").innerText()).toBe(message);
      await run(page, '{"title": ');
      await expect.poll(() => page.getByRole("alert").innerText()).toMatch(/Not JSON/);
    }));
});

describe("files that are picked", () => {
  const samples = ["data_A", "Zee", "ttbar_lep"];

  it("under other names, and at addresses that allow it, give the same bytes", { timeout }, async () => {
    const folder = await filesAtHand.folder();
    const input = inputOf(samples);
    await using files = await startStaticHost(folder, {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "content-range, etag",
    });
    const [data, zee, ttbar] = samples.map((sample) => pathOf(input, sample)) as [string, string, string];
    const elsewhere = { ...input, title: "Elsewhere" };
    const text = JSON.stringify(elsewhere).replace(data, "mine.root").replace(ttbar, `${files.url}/${ttbar}`);
    const { view } = await runInProcess(parseSpec(JSON.parse(text) as object), { mirrors: [folder] }).catch(() => ({
      view: undefined,
    }));
    void view;
    await withPage(
      browser,
      host.url,
      "/",
      async ({ page }) => {
        const buffer = await readFile(join(folder, data));
        await pick(page, { name: "mine.root", mimeType: "", buffer });
        await pick(page, join(folder, zee));
        await run(page, text);
        await ended(page, "complete");
        const own = await runInProcess(parseSpec(input), { mirrors: [folder] });
        expect((await download(page, "CSV")).bytes.toString()).toBe(histogramsToCsv(own.view));
      },
      { expected: new RegExp(`request to elsewhere: ${files.url}/`) },
    );
  });
});

describeWithSharedData("real files of 2020, picked from disk", () => {
  const reference = JSON.parse(readFileSync(sharedPath("reference/hzz-2020.json"), "utf8")) as {
    samples: Record<string, { m4l: { counts: number[]; sumw: number[] } }>;
  };

  it("give uproot's numbers, and the bytes of the command line", { timeout }, async () => {
    const mirror = sharedPath("atlas-open-data/2020");
    const spec = selectSamples(presetByName("hzz-2020"), samplesAtHand);
    const { view } = await runInProcess(spec, { mirrors: [mirror] });
    await withPage(browser, host.url, "/", async ({ page }) => {
      await pick(
        page,
        spec.groups.flatMap((group) => group.samples.flatMap(({ files }) => files.map((file) => join(mirror, file)))),
      );
      if (process.env["SHOT"]) await page.screenshot({ path: `${process.env["SHOT"]}-home.png`, fullPage: true });
      await page.getByRole("button", { name: "Run hzz-2020 on 7 of 12 samples" }).click();
      await ended(page, "complete");
      expect(new URL(page.url()).search).toBe(`?/analyses/${view.id}`);
      expect((await download(page, "CSV")).bytes.toString()).toBe(histogramsToCsv(view));
      void reference;
      if (process.env["SHOT"]) await page.screenshot({ path: `${process.env["SHOT"]}-run.png`, fullPage: true });
    });
  });
});
