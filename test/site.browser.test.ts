import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { pinCorrections } from "../src/analysis/pin-corrections.ts";
import { presetByName, presetInput } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpecInput } from "../src/analysis/spec.ts";
import { CorrectionReader } from "../src/corrections/correction-reader.ts";
import { histogramsToCsv } from "../src/results/to-csv.ts";
import { uhiDocumentText } from "../src/results/uhi-document.ts";
import { bytesOf, launchChromium, withPage } from "./support/chromium.ts";
import { ownCorrections } from "./support/own-corrections.ts";
import { filesAtHand, samplesAtHand } from "./support/release-or-toy.ts";
import { distFolder, runInProcess } from "./support/run-in-process.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";
import { type StaticHost, startStaticHost } from "./support/static-host.ts";

/** Alone it takes some ten seconds. */
const timeout = 300_000;
let browser: Browser;
let host: StaticHost;

beforeAll(async () => {
  [browser, host] = await Promise.all([launchChromium(), startStaticHost(join(distFolder, "page/local"))]);
});

afterAll(async () => {
  await browser.close();
  await host[Symbol.asyncDispose]();
});

async function ended(page: Page, status: string): Promise<void> {
  await page.locator(".status").filter({ hasText: status }).waitFor({ timeout: 200_000 });
  await page.locator(".plot canvas").waitFor();
}

async function download(page: Page, name: string): Promise<{ name: string; bytes: Buffer }> {
  const link = page.getByRole("link", { name, exact: true });
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: file.suggestedFilename(), bytes: await bytesOf(file) };
}

async function pick(page: Page, files: Parameters<Page["setInputFiles"]>[1]): Promise<void> {
  await page.getByLabel("ROOT files").setInputFiles(files);
}

/** Starts a specification of one's own. */
async function run(page: Page, text: string): Promise<void> {
  await page.getByLabel("Specification (JSON)").fill(text);
  await page.getByRole("button", { name: "Run it" }).click();
}

/** Some samples of the files at hand, named by their paths in a folder. */
function inputOf(samples: readonly string[]): AnalysisSpecInput {
  const { groups } = selectSamples(parseSpec(filesAtHand.input), samples);
  return { ...filesAtHand.input, groups };
}

const pathsOf = ({ groups }: AnalysisSpecInput): string[] =>
  groups.flatMap((group) => group.samples.flatMap(({ files }) => files));

describe("the site on a static host", () => {
  it("runs the toy without any file, and gives the same bytes as Node", { timeout }, async () => {
    const { view } = await runInProcess(presetByName("hzz-toy"), {});
    await withPage(browser, host.url, "/", async ({ page }) => {
      await page.getByRole("button", { name: "Start hzz-toy" }).click();
      await ended(page, "complete");
      const csv = await download(page, "CSV");
      expect(csv.name).toBe(`${view.id}-results.csv`);
      expect(csv.bytes.toString()).toBe(histogramsToCsv(view));
      const json = await download(page, "JSON (UHI)");
      expect(json.name).toBe(`${view.id}-m4l.json`);
      const groups = JSON.parse(json.bytes.toString()) as Record<string, unknown>;
      const all = JSON.parse(uhiDocumentText(view)) as Record<string, unknown>;
      expect(Object.keys(groups)).toHaveLength(view.groups.length);
      for (const [group, histogram] of Object.entries(groups)) expect(histogram).toEqual(all[`m4l/${group}`]);
      expect((await download(page, "ROOT")).bytes.subarray(0, 4).toString()).toBe("root");
      const spec = await download(page, "Specification (JSON)");
      expect(parseSpec(JSON.parse(spec.bytes.toString()))).toEqual(presetByName("hzz-toy"));
      // "Back" leads to the first page, and a reload to the same address, where nobody knows the analysis any more.
      await page.goBack();
      await page.getByRole("heading", { name: "Analyses on this computer" }).waitFor();
      await page.goForward();
      await page.reload();
      await page
        .getByRole("alert")
        .filter({ hasText: `There is no analysis "${view.id}" here` })
        .waitFor();
    });
  });

  it("says what is wrong with a specification in the words of the command line", () =>
    withPage(browser, host.url, "/", async ({ page }) => {
      const cuts = [{ name: "a", label: "a", expression: "lep_n >" }, { name: "b" }];
      const wrong = { ...presetInput("hzz-toy"), cuts, more: 1 };
      let message = "";
      try {
        parseSpec(wrong);
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toContain("problems:");
      await run(page, JSON.stringify(wrong));
      await expect.poll(() => page.getByRole("alert").innerText()).toBe(message);
      await run(page, '{"title": ');
      await page.getByRole("alert").filter({ hasText: "Not JSON" }).waitFor();
    }));
});

describe("files that are picked", () => {
  const samples = ["data_A", "Zee", "ttbar_lep"];

  it("under other names, and at addresses that allow it, give the same bytes", { timeout }, async () => {
    const folder = await filesAtHand.folder();
    const input = inputOf(samples);
    const { view } = await runInProcess(parseSpec(input), { mirrors: [folder] });
    await using files = await startStaticHost(folder, {
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "content-range, etag",
    });
    const [data = "", zee = "", ttbar = ""] = pathsOf(input);
    const text = JSON.stringify(input).replace(data, "mine.root").replace(ttbar, `${files.url}/${ttbar}`);
    await withPage(
      browser,
      host.url,
      "/",
      async ({ page }) => {
        await pick(page, { name: "mine.root", mimeType: "", buffer: await readFile(join(folder, data)) });
        await pick(page, join(folder, zee));
        await run(page, text);
        await ended(page, "complete");
        expect((await download(page, "CSV")).bytes.toString()).toBe(histogramsToCsv(view));
      },
      { expected: new RegExp(`request to elsewhere: ${files.url}/`) },
    );
  });

  it("may be files of corrections: the same bytes and the same id as on Node", { timeout }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "hzz-site-"));
    const packed = gzipSync(JSON.stringify(ownCorrections));
    await mkdir(join(folder, "sf"));
    await writeFile(join(folder, "sf/own.json.gz"), packed);
    const input = {
      ...presetInput("hzz-toy"),
      corrections: { sf: { file: "sf/own.json.gz", name: "Electron-ID-SF" } },
      weights: { factors: ['sf("2018", "Medium", lep_eta[0], lep_pt[0] / 1000)'] },
    };
    const { groups } = selectSamples(parseSpec(input), ["Zee"]);
    const spec = parseSpec({ ...input, groups });
    const pinned = await pinCorrections(spec, new CorrectionReader({ mirrors: [folder] }));
    const { view } = await runInProcess(pinned, { mirrors: [folder] });
    await rm(folder, { recursive: true });
    expect(view.status).toBe("complete");
    await withPage(browser, host.url, "/", async ({ page }) => {
      await run(page, JSON.stringify({ ...input, groups }));
      await page
        .getByRole("alert")
        .filter({ hasText: /corrections\.sf\.file: .*No file of this name was picked/ })
        .waitFor();
      await pick(page, { name: "own.json.gz", mimeType: "", buffer: packed });
      await run(page, JSON.stringify({ ...input, groups }));
      await ended(page, "complete");
      expect(new URL(page.url()).search).toBe(`?/analyses/${view.id}`);
      expect((await download(page, "CSV")).bytes.toString()).toBe(histogramsToCsv(view));
    });
  });

  it(
    "and are damaged, missing, or on a server that forbids it, are told with file and place; the rest goes on",
    { timeout },
    async () => {
      const folder = await filesAtHand.folder();
      const input = inputOf(["data_A", "data_B", "data_C", "data_D"]);
      const [a = "", b = "", c = "", d = ""] = pathsOf(input);
      const damaged = await readFile(join(folder, b));
      damaged.fill(0xff, damaged.length >> 2, damaged.length >> 1);
      await using files = await startStaticHost(folder);
      const { release } = input;
      const text = JSON.stringify({ ...input, release: { ...release, baseUrls: [] } }).replace(d, `${files.url}/${d}`);
      await withPage(
        browser,
        host.url,
        "/",
        async ({ page }) => {
          await pick(page, join(folder, a));
          await pick(page, { name: b.split("/").at(-1)!, mimeType: "", buffer: damaged });
          await run(page, text);
          await ended(page, "incomplete");
          const missing = page.getByRole("region", { name: "Missing: 3 parts" });
          await missing.locator("summary").click();
          const told = await missing.innerText();
          expect(told).toMatch(/CorruptFileError: .*data_B\.4lep\.root/);
          expect(told).toMatch(/data_B: .*Data\/data_B\.4lep\.root \(CorruptFileError/);
          expect(told).toMatch(/SourceNotFoundError: No file of this name was picked; .*data_C\.4lep\.root/);
          expect(told).toMatch(/does not allow pages of http:\/\/127\.0\.0\.1:\d+ to read from it.*data_D\.4lep\.root/);
          const own = await runInProcess(parseSpec(inputOf(["data_A"])), { mirrors: [folder] });
          const lines = (csv: string) => csv.split("\n").filter((line) => line.includes(",data_A,"));
          expect(lines((await download(page, "CSV")).bytes.toString())).toEqual(lines(histogramsToCsv(own.view)));
          expect(pathsOf(input)).toContain(c);
          // Picked now, they are read, and what was there stays.
          await page.getByRole("link", { name: "Analyses" }).click();
          await pick(
            page,
            [b, c].map((path) => join(folder, path)),
          );
          await page.goBack();
          await page.getByRole("button", { name: "Run what is missing" }).click();
          const left = () => page.locator(".missing h2, .facts").allInnerTexts();
          await expect
            .poll(left, { timeout: 150_000 })
            .toEqual([expect.stringMatching(/^incomplete.*run 2/s), "Missing: 1 part"]);
        },
        { expected: /request to elsewhere|CORS policy|net::ERR_FAILED|Item failed/ },
      );
    },
  );
});

describeWithSharedData("real files of 2020, picked from disk", () => {
  const reference = JSON.parse(readFileSync(sharedPath("reference/hzz-2020.json"), "utf8")) as {
    samples: Record<string, { m4l: { counts: number[]; sumw: number[] } }>;
  };

  it("are found by name, and give uproot's numbers and the bytes of Node", { timeout }, async () => {
    const mirror = sharedPath("atlas-open-data/2020");
    const spec = selectSamples(presetByName("hzz-2020"), samplesAtHand);
    const { view } = await runInProcess(spec, { mirrors: [mirror] });
    await withPage(browser, host.url, "/", async ({ page }) => {
      await pick(
        page,
        spec.groups.flatMap((group) => group.samples.flatMap(({ files }) => files.map((file) => join(mirror, file)))),
      );
      await page.getByRole("button", { name: "Run hzz-2020 on 7 of 12 samples" }).click();
      await ended(page, "complete");
      // The same analysis as from the command line has the same id.
      expect(new URL(page.url()).search).toBe(`?/analyses/${view.id}`);
      const csv = (await download(page, "CSV")).bytes.toString();
      expect(csv).toBe(histogramsToCsv(view));
      for (const name of samplesAtHand) {
        const bins = csv.split("\n").filter((line) => line.includes(`,${name},`));
        const cells = bins.map((line) => line.split(",")).slice(1, -1);
        const { counts, sumw } = reference.samples[name]!.m4l;
        expect(cells.map((cell) => Number(cell[6]))).toEqual(counts);
        for (const [i, cell] of cells.entries()) expect(Number(cell[7])).toBeCloseTo(sumw[i]!, 10);
      }
    });
  });
});
