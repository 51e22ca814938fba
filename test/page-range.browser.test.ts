import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { presetByName } from "../src/analysis/presets/presets.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { createFileCheck } from "../src/check/check-files.ts";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import { contents, samples } from "./support/page-fixture.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.start();
  await server.read(id, samples);
});

describe("the range that a histogram is zoomed to", () => {
  it("tells what it holds, becomes the window, and a cut of an analysis beside this one, by keyboard", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const range = page.getByRole("group", { name: "Range" });
      expect(await range.count()).toBe(0);
      await page.getByRole("slider").focus();
      await page.keyboard.press("+");
      const data = [...contents["periodA"]!.keys()].map(
        (bin) => contents["periodA"]![bin]! + contents["periodB"]![bin]!,
      );
      const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
      await range.getByText(`115–140 GeV: ${sum(data.slice(3, 8))} of ${sum(data)} data`).waitFor();
      await range.getByRole("button", { name: "Take it as window" }).press("Enter");
      await expect.poll(() => page.evaluate<string>("location.hash")).toBe("#m4l&zoom=3:8&window=115:140");
      await range.getByRole("button", { name: "Cut on it" }).press("Enter");
      const link = range.getByRole("status").getByRole("link").first();
      await link.waitFor();
      const address = new URL((await link.getAttribute("href"))!, page.url());
      expect(address.pathname).not.toBe(`/analyses/${id}`);
      const spec = (await (await fetch(`${address.href}/spec`)).json()) as AnalysisSpec;
      expect(spec.cuts.map(({ name }) => name)).toEqual(["charge", "m4l_range"]);
      expect(spec.cuts[1]!.expression).toBe("115 <= (m) && (m) < 140");
      const both = await range.getByRole("link", { name: "Compare both" }).getAttribute("href");
      expect(both).toBe(`/compare?a=${id}&b=${address.pathname.replace("/analyses/", "")}`);
      await link.press("Enter");
      await expect.poll(() => page.evaluate<string>("location.pathname")).toBe(address.pathname);
    }));
});

it("a range of a list, such as the pt of all leptons, becomes a cut on any of them", async () => {
  const checking = await startPageServer({ checkFiles: createFileCheck({ mirrors: [] }) });
  try {
    const toy = presetByName("hzz-toy");
    const [first] = toy.histograms;
    const spec = { ...toy, histograms: [{ ...first!, name: "pts", expression: "lep_pt / 1000" }] };
    const pts = await checking.plotter.start(spec);
    await withPage(
      browser,
      checking.url,
      `/analyses/${pts}#pts&zoom=1:3`,
      async ({ page }) => {
        await page.getByRole("button", { name: "Cut on it" }).click();
        const link = page.getByRole("group", { name: "Range" }).getByRole("status").getByRole("link").first();
        const address = new URL((await link.getAttribute("href"))!, page.url());
        const { cuts } = checking.view(address.pathname.replace("/analyses/", "")).spec;
        expect(cuts.at(-1)!.expression).toBe("any(85 <= (lep_pt / 1000) && (lep_pt / 1000) < 95)");
        expect(await page.getByRole("alert").count()).toBe(0);
      },
      { expected: /status of 422/ },
    );
  } finally {
    await checking.close();
  }
});

describe("an address that leads nowhere", () => {
  it("has ways back for a browser, however deep it is", async () => {
    for (const path of ["/nothing", "/nothing/at/all"])
      await withPage(
        browser,
        server.url,
        path,
        async ({ page }) => {
          await page.getByRole("heading", { name: "There is no such page" }).waitFor();
          await page.getByRole("link", { name: "first page" }).click();
          await page.getByRole("heading", { name: "Analyses", exact: true, level: 1 }).waitFor();
        },
        { expected: /404/ },
      );
  });

  it("is a problem document for whoever asks for data", async () => {
    const response = await fetch(`${server.url}/nothing`, { headers: { accept: "application/json" } });
    expect([response.status, response.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  });
});
