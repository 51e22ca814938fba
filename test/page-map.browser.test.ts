import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { cellOf } from "../src/histogram/axes.ts";
import { heatColor } from "../src/plot/heat-map.ts";
import { bytesOf, withAnalysisPage } from "./support/chromium.ts";
import { allDone } from "./support/fixture-log.ts";
import { pageSpec } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { isNear } from "./support/plot-pixels.ts";
import { decodePng } from "./support/png.ts";
import { usePageServer } from "./support/use-page-server.ts";

const spec = analysisSpecSchema.parse({
  ...pageSpec,
  title: "Two axes and a region",
  regions: [{ name: "sr", label: "signal region", where: "m > 120", cuts: [{ name: "tight", expression: "n > 1" }] }],
  histograms: [
    {
      name: "z",
      title: "Masses of both Z",
      expression: "z1",
      axis: { type: "regular", bins: 4, lower: 40, upper: 120, label: "mZ1", unit: "GeV" },
      y: { expression: "z2", axis: { type: "variable", edges: [0, 20, 60, 120], label: "mZ2", unit: "GeV" } },
      regions: ["inclusive", "sr"],
    },
    { ...pageSpec.histograms[0]!, regions: ["inclusive"] },
  ],
});
const layout = layoutOf(spec);
const weights: Readonly<Record<string, number>> = { Zee: 0.5, llll: 0.25, eell: 0.25, ggH: 0.125 };

/** What a sample holds: events at (mZ1, mZ2), all of them also in the region but for those at 50 GeV. */
const fills = [
  { z1: 50, z2: 10, events: 2 },
  { z1: 90, z2: 30, events: 8 },
  { z1: 110, z2: 100, events: 4 },
  { z1: 300, z2: 30, events: 5 },
] as const;

function sumsOf(sample: string): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(layout.length);
  const weight = weights[sample] ?? 1;
  const add = (block: { entries: number; sumw: number; sumw2: number }, at: number, events: number) => {
    sums[block.entries + at]! += events;
    sums[block.sumw + at]! += events * weight;
    sums[block.sumw2 + at]! += events * weight * weight;
  };
  for (const { z1, z2, events } of fills) {
    for (const line of [0, 1]) add(layout.cutflow, line, events);
    for (const block of layout.histograms) {
      const isInRegion = z1 !== 50;
      if (block.name !== "z" || (block.region === "sr" && !isInRegion)) continue;
      add(block, cellOf(block.axes, [z1, z2]), events);
    }
    if (z1 !== 50) for (const line of [0, 1]) add(layout.regions[0]!, line, events);
  }
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

async function mapPicture(page: Page) {
  const canvas = page.getByTestId("heat-map");
  await canvas.waitFor();
  const url = await canvas.evaluate((element: { toDataURL(): string }) => element.toDataURL());
  const picture = decodePng(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"), "#ffffff");
  const { width } = (await canvas.boundingBox())!;
  return { picture, density: picture.width / width };
}

/** Where bin (i, j) has its middle, relative to the canvas. */
async function middleOf(page: Page, i: number, j: number) {
  const box = (await page.getByTestId("heat-map").boundingBox())!;
  const [x, y] = [(20 * i + 10) / 80, [10, 40, 90][j]! / 120];
  const [left, right, top, bottom] = [58, 86, 66, 48];
  const inner = { width: box.width - left - right, height: box.height - top - bottom };
  return { box, x: left + x * inner.width, y: top + (1 - y) * inner.height };
}

describe("a histogram of two axes on the page", () => {
  it("is a map, with the colours of what its bins hold", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const colorOf = async (i: number, j: number) => {
        const [{ picture, density }, { x, y }] = [await mapPicture(page), await middleOf(page, i, j)];
        return picture.color(Math.round(x * density), Math.round(y * density));
      };
      await page.getByTestId("heat-map").waitFor();
      // Two data samples of 2, 8 and 4 events; the overflow is drawn nowhere.
      expect(isNear(await colorOf(2, 1), heatColor(1))).toBe(true);
      expect(isNear(await colorOf(3, 2), heatColor(0.5))).toBe(true);
      expect(isNear(await colorOf(0, 0), heatColor(0.25))).toBe(true);
      expect(isNear(await colorOf(1, 1), "#ffffff")).toBe(true);
      await expect(page.locator("figcaption").textContent()).resolves.toContain("Within both axes 28");
    }));

  it("tells each bin to the pointer and the keyboard, of each group", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const readout = page.getByTestId("readout");
      await page.getByTestId("heat-map").waitFor();
      const { box, x, y } = await middleOf(page, 2, 1);
      await page.mouse.move(box.x + x, box.y + y);
      await expect.poll(() => readout.innerText()).toMatch(/80–100 GeV\s+mZ2\s+20–60 GeV\s+Data\s+16/);
      const slider = page.getByRole("slider");
      await slider.focus();
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowUp");
      await expect.poll(() => slider.getAttribute("aria-valuetext")).toBe("100–120 GeV, 60–120 GeV: 8");
      await page.getByLabel("Show").first().selectOption("signal");
      await expect.poll(() => slider.getAttribute("aria-valuetext")).toBe("100–120 GeV, 60–120 GeV: 0.50 ± 0.25");
    }));

  it("is projected onto each axis, with the flow of the other one", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByRole("button", { name: "Onto mZ2 [GeV]" }).click();
      await page.locator(".plot .u-over").waitFor();
      await page.getByText("Table of bin contents").click();
      const row = page.locator(".bin-table tbody tr").nth(2);
      // 8 and the overflow's 5, of two samples.
      expect((await row.locator("td").first().textContent())!.trim()).toBe("26");
      await page.getByRole("button", { name: "Map", exact: true }).click();
      await page.getByTestId("heat-map").waitFor();
    }));

  it("stands beside its region, which has its columns in the cutflow", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByRole("tab", { name: "Masses of both Z, sr" }).click();
      await expect.poll(() => page.locator("figcaption").textContent()).toContain("Within both axes 24");
      await expect.poll(() => new URL(page.url()).hash).toBe("#z@sr");
      await page.locator("table.cutflow").waitFor();
      const columns = await page.locator("table.cutflow thead th").allInnerTexts();
      expect(columns.map((text) => text.split("\n")[0])).toEqual(["sample", "all", "charge", "@sr", "@sr tight"]);
      const cells = await page.locator("table.cutflow tbody").first().locator("td").allInnerTexts();
      expect(cells).toEqual(["38", "38", "34", "34"]);
      await page.reload();
      await expect.poll(() => page.locator("figcaption").textContent()).toContain("Within both axes 24");
    }));

  it("is given as a picture and as UHI, under its key", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByRole("tab", { name: "Masses of both Z, sr" }).click();
      await page.getByTestId("heat-map").waitFor();
      const [picture] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "PNG" }).click(),
      ]);
      expect(picture.suggestedFilename()).toBe(`${id}-z@sr.png`);
      expect(decodePng(await bytesOf(picture), "#ffffff").width).toBe(1600);
      const [uhi] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "JSON (UHI)" }).click(),
      ]);
      const document = JSON.parse((await bytesOf(uhi)).toString()) as Record<string, { axes: object[] }>;
      expect(document["data"]!.axes).toHaveLength(2);
    }));
});
