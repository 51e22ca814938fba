import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { withAnalysisPage } from "./support/chromium.ts";
import { allDone } from "./support/fixture-log.ts";
import { pageSpec } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { columnHeight, readPlot } from "./support/plot-pixels.ts";
import { usePageServer } from "./support/use-page-server.ts";

const spec = analysisSpecSchema.parse({
  ...pageSpec,
  title: "Kinds of axes",
  histograms: [
    {
      name: "pt",
      expression: "pt",
      axis: { type: "regular", bins: 6, lower: 0.1, upper: 100, scale: "log", label: "pT", unit: "GeV" },
    },
    { name: "channel", expression: "channel", axis: { type: "category", categories: ["ee", "mumu", "emu"] } },
    {
      name: "mean",
      expression: "x",
      profile: { expression: "met", label: "MET", unit: "GeV" },
      axis: { type: "regular", bins: 2, lower: 0, upper: 2 },
    },
  ],
});
const layout = layoutOf(spec);

/** Bin n of one simulated sample has n events, of the first histogram the last one none; without errors, whose hatching would hide them. */
function sumsOf(sample: string): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(layout.length);
  const mean = layout.histograms.find(({ name }) => name === "mean")!;
  // Four entries of weight 1 in the first bin: 10 ± 1 of ggH, 40 ± 1 of Zee, so that all simulation has 25; 30 ± 1 of data.
  const y = { ggH: 10, Zee: 40, periodA: 30 }[sample];
  if (y !== undefined) {
    for (const block of [mean.entries, mean.sumw, mean.sumw2]) sums[block + 1] = 4;
    sums[mean.profile!.sumwy + 1] = 4 * y;
    sums[mean.profile!.sumwy2 + 1] = 4 * (y * y + 4);
  }
  if (sample !== "Zee") return sums;
  const [log, channel] = layout.histograms;
  for (let bin = 1; bin < log!.size - 1; bin++) sums[log!.sumw + bin] = bin % 6;
  for (let bin = 0; bin < channel!.size; bin++) sums[channel!.sumw + bin] = bin + 1;
  return sums;
}

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.plotter.start(spec);
  await server.plotter.happen(id, allDone(spec, sumsOf));
});

describe("a logarithmic axis on the page", () => {
  it("shows bins as wide as they are in the logarithm, and names the one that is pointed at", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.locator(".plot .u-over").waitFor();
      const plot = await readPlot(page);
      // The lowest layer is visible from 0 on.
      const { color } = spec.groups.find(({ kind }) => kind !== "data")!;
      const heights = Array.from({ length: 6 }, (_, bin) => columnHeight(plot, bin, 6, color, 0.5));
      expect(heights[5]).toBe(0);
      for (const [bin, height] of heights.slice(0, 5).entries())
        expect(Math.abs(height / heights[4]! - (bin + 1) / 5)).toBeLessThan(0.02);
      const frame = (await page.locator(".plot .u-over").boundingBox())!;
      await page.mouse.move(frame.x + (frame.width * 3.5) / 6, frame.y + frame.height / 2);
      await expect.poll(() => page.getByRole("slider").getAttribute("aria-valuetext")).toContain("3.16228–10 GeV");
    }));
});

describe("an axis of categories on the page", () => {
  it("names bins, and counts what is in no category apart", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByRole("tab", { name: "channel" }).click();
      await page.locator(".plot .u-over").waitFor();
      const plot = await readPlot(page);
      const { color } = spec.groups.find(({ kind }) => kind !== "data")!;
      const heights = [0, 1, 2].map((bin) => columnHeight(plot, bin, 3, color, 0.25));
      for (const [bin, height] of heights.entries())
        expect(Math.abs(height / heights[2]! - (bin + 1) / 3)).toBeLessThan(0.02);
      const slider = page.getByRole("slider");
      await slider.focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await expect.poll(() => slider.getAttribute("aria-valuetext")).toMatch(/^mumu: /);
      expect(await page.getByText("Events in a window").count()).toBe(0);
      await page.getByText("Table of bin contents").click();
      const rows = page.locator(".bin-table tbody tr");
      await rows.first().waitFor();
      expect(await rows.locator("th").allTextContents()).toEqual(["ee", "mumu", "emu", "overflow (in no category)"]);
      expect(await rows.nth(3).locator("td").nth(2).textContent()).toBe("4");
    }));
});

describe("a profile on the page", () => {
  it("has the mean of all simulation, and data as points, with their errors", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByRole("tab", { name: "mean" }).click();
      const slider = page.getByRole("slider");
      await slider.focus();
      await page.keyboard.press("ArrowRight");
      await expect
        .poll(() => slider.getAttribute("aria-valuetext"))
        .toBe("0–1: Data 30.0 ± 1.0, All simulation 25.0 ± 5.4, Total simulation 25.0 ± 5.4");
      await page.getByText("Table of bin contents").click();
      const rows = page.locator(".bin-table tbody tr");
      await rows.first().waitFor();
      expect(await rows.nth(0).locator("td").allTextContents()).toEqual(["30.0", "1.0", "25.0", "5.4"]);
    }));
});
