import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { findingsOf } from "./support/axe.ts";
import { bytesOf, withAnalysisPage, withPage } from "./support/chromium.ts";
import { pageSpec, samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { decodePng } from "./support/png.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;
let id: string;
const blinded = analysisSpecSchema.parse({ ...pageSpec, title: "Blinded", model: { blind: { m4l: [120, 130] } } });
let blindId: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.start();
  await server.read(id, samples);
  blindId = await server.plotter.start(blinded);
  await server.read(blindId, samples);
});

const openChoices = (page: Page) => page.getByText("Stack, shapes, panel below").click();
const legendOf = (page: Page) => page.locator(".legend");
const hashIn = (page: Page) => page.evaluate<string>("location.hash");

describe("the stack of samples", () => {
  it("has a layer for each sample, in the legend, in the picture and in the table, and stands in the address", () =>
    withAnalysisPage(browser, server.url, id, async ({ page, requests }) => {
      await page.getByText("Table of bin contents").click();
      const columns = page.getByRole("region", { name: "Table of bin contents" }).locator('th[scope="colgroup"]');
      await expect.poll(() => columns.allInnerTexts()).toEqual(["Data", "Z, tt", "ZZ*", "Signal"]);
      expect(requests.some((url) => url.includes("samples=true"))).toBe(false);
      await openChoices(page);
      const stack = page.getByRole("combobox", { name: "Stack", exact: true });
      await stack.selectOption("samples");
      await expect
        .poll(() => legendOf(page).getByRole("button").locator(".legend-label").allInnerTexts())
        .toEqual(["Data", "Signal", "eell", "llll", "Z, tt"]);
      await expect.poll(() => columns.allInnerTexts()).toEqual(["Data", "Z, tt", "llll", "eell", "Signal"]);
      await expect.poll(() => hashIn(page)).toBe("#m4l&stack=samples");
      // llll has the colour of ZZ*, and eell a lighter one.
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "PNG" }).click(),
      ]);
      const picture = decodePng(await bytesOf(file), "#00ff00");
      const colors = new Set<string>();
      for (let y = 0; y < picture.height; y += 2)
        for (let x = 0; x < picture.width; x += 2) colors.add(picture.color(x, y));
      for (const color of ["#ff0000", "#ff7373", "#6b59d3", "#00cdff"]) expect(colors).toContain(color);
      await legendOf(page).getByRole("button", { name: "eell" }).click();
      await expect.poll(() => hashIn(page)).toBe("#m4l&stack=samples&hidden=zz%2Feell");
      expect(await findingsOf(page)).toEqual([]);
      await stack.selectOption("groups");
      await expect.poll(() => columns.allInnerTexts()).toEqual(["Data", "Z, tt", "ZZ*", "Signal"]);
    }));

  it("is there for whoever opens its address, and follows what comes", async () => {
    const other = await server.start("By sample, still running");
    await server.read(other, ["periodA", "llll"]);
    await withPage(browser, server.url, `/analyses/${other}#m4l&stack=samples`, async ({ page }) => {
      const row = legendOf(page).getByRole("button", { name: "eell" });
      await expect.poll(() => row.innerText()).toMatch(/eell\s+0 ± 0$/);
      expect(await page.getByRole("combobox", { name: "Stack", exact: true }).inputValue()).toBe("samples");
      await server.read(other, ["eell"]);
      await expect.poll(() => row.innerText()).toMatch(/eell\s+5\.00 ± 0\.22$/);
    });
  });
});

describe("shapes", () => {
  it("are lines of area 1 in place of the stack, linear and logarithmic, and stand in the address", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await openChoices(page);
      await page.getByRole("combobox", { name: "Contents" }).selectOption("shapes");
      await expect.poll(() => legendOf(page).innerText()).not.toContain("Total");
      await expect.poll(() => hashIn(page)).toBe("#m4l&shapes=yes");
      const slider = page.getByRole("slider");
      const told = () => slider.getAttribute("aria-valuetext");
      await slider.press("Home");
      // 5 of 88 data, 150 of 2350 events of ZZ*.
      await expect.poll(told).toMatch(/^100–105 GeV: Data 0\.0568182 .*ZZ\* 0\.0638 ± 0\.00\d+/);
      expect(await page.locator("figcaption").innerText()).toContain("what lies within the axis is 1 together");
      // The window tells events as ever.
      expect(await page.getByRole("region", { name: "Events in a window" }).innerText()).toMatch(/Data\s+64/);
      await page.getByRole("button", { name: "Log scale" }).click();
      await expect.poll(() => hashIn(page)).toBe("#m4l&log=yes&shapes=yes");
      expect(await findingsOf(page)).toEqual([]);
    }));

  it("are over those of the data in the panel below, or of the expectation without data; in the address and in the picture", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await openChoices(page);
      await page.getByRole("combobox", { name: "Contents" }).selectOption("shapes");
      const below = page.getByRole("combobox", { name: "Panel below" });
      await expect.poll(() => below.locator("option").allInnerTexts()).toEqual(["none", "shape / data"]);
      await below.selectOption("ratio");
      await expect.poll(() => hashIn(page)).toBe("#m4l&below=ratio&shapes=yes");
      const told = () => page.getByRole("slider").getAttribute("aria-valuetext");
      await page.getByRole("slider").press("Home");
      // 5 of 88 data, 150 of 2350 events of ZZ*.
      await expect.poll(told).toMatch(/, ZZ\* \/ Data 1\.1\d+ ± 0\.\d+/);
      expect(await page.locator("figcaption").innerText()).toContain("Below: each shape over that of Data, hatched");
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "PNG" }).click(),
      ]);
      expect(decodePng(await bytesOf(file), "#00ff00").height).toBe(1200 + 2 * 124);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await findingsOf(page)).toEqual([]);
      }
      await legendOf(page).getByRole("button", { name: "Data" }).click();
      await expect.poll(told).toMatch(/, ZZ\* \/ Expected 1\.\d+ ± /);
      await expect.poll(() => below.locator("option").allInnerTexts()).toEqual(["none", "shape / expectation"]);
      expect(await page.locator("figcaption").innerText()).toContain("over that of the expectation");
    }));

  it("show no data in a blinded range, nor does the stack of samples", () =>
    withPage(browser, server.url, `/analyses/${blindId}#m4l&below=ratio&stack=samples&shapes=yes`, async ({ page }) => {
      const told = () => page.getByRole("slider").getAttribute("aria-valuetext");
      await page.getByRole("slider").press("Home");
      for (let bin = 0; bin < 4; bin++) await page.keyboard.press("ArrowRight");
      await expect.poll(told).toMatch(/^120–125 GeV: Data blinded.*llll 0\..*llll \/ Data blinded/);
      expect(await page.locator("figcaption").innerText()).toContain("of blinded data in the bins that are shown");
    }));
});
