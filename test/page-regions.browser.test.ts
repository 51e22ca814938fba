import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { findingsOf } from "./support/axe.ts";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import { allDone } from "./support/fixture-log.ts";
import { pageSpec } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { decodePng } from "./support/png.ts";
import { usePageServer } from "./support/use-page-server.ts";

const [m4l, n] = pageSpec.histograms;
const spec = analysisSpecSchema.parse({
  ...pageSpec,
  title: "With regions",
  regions: [
    { name: "few", label: "Few leptons", kind: "signal", where: "n < 2" },
    { name: "many", label: "Many leptons", kind: "control", where: "n > 1" },
  ],
  histograms: [
    { ...m4l, regions: ["inclusive", "few", "many"] },
    { ...n, regions: ["inclusive"] },
  ],
});
/** A hundred events of each sample in the third bin of each region, of `many` four hundred. */
const sumsIn = (of: typeof spec) => () => {
  const layout = layoutOf(of);
  const sums = new Float64Array(layout.length);
  for (const { name, region, entries, sumw, sumw2 } of layout.histograms) {
    if (name !== "m4l") continue;
    const events = region === "many" ? 400 : 100;
    for (const block of [entries, sumw, sumw2]) sums[block + 3] = events;
  }
  return sums;
};

let browser: Browser;
let server: PageServer;
let id: string;
let blindId: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.plotter.start(spec);
  await server.plotter.happen(id, allDone(spec, sumsIn(spec)));
  const blinded = analysisSpecSchema.parse({ ...spec, title: "Blinded", model: { blind: { m4l: [110, 115] } } });
  blindId = await server.plotter.start(blinded);
  await server.plotter.happen(blindId, allDone(blinded, sumsIn(blinded)));
});

const regionsOf = (page: Page) => page.getByRole("list", { name: "Regions", exact: true });
const hashIn = (page: Page) => page.evaluate<string>("location.hash");

/** Height of the topmost layer's highest place, in parts of a small plot. */
async function topOf(page: Page, region: number): Promise<number> {
  const picture = decodePng(await regionsOf(page).locator("canvas").nth(region).screenshot(), "#00ff00");
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) if (picture.color(x, y) === "#00cdff") return 1 - y / picture.height;
  return 0;
}

describe("the regions of a histogram", () => {
  it("stand beside each other with their numbers, and one opens at a click", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByRole("button", { name: "Regions", exact: true }).click();
      await expect
        .poll(() => regionsOf(page).getByRole("button").allInnerTexts())
        .toEqual([
          expect.stringMatching(/^All events\s+Data 200, total 400 ± 20$/),
          expect.stringMatching(/^Few leptons\s+Data 200, total 400 ± 20$/),
          expect.stringMatching(/^Many leptons\s+Data 800, total 1,600 ± 40$/),
        ]);
      await expect.poll(() => hashIn(page)).toBe("#m4l&regions=yes");
      expect(await findingsOf(page)).toEqual([]);
      await page.getByRole("button", { name: "Overview" }).click();
      await expect.poll(() => hashIn(page)).toBe("#m4l&overview=yes");
      await page.getByRole("heading", { name: "All histograms" }).waitFor();
      expect(await findingsOf(page)).toEqual([]);
      await page.getByRole("button", { name: "Regions", exact: true }).click();
      await regionsOf(page).getByRole("button", { name: "Many leptons" }).click();
      await expect.poll(() => hashIn(page)).toBe("#m4l@many");
      await page.getByRole("heading", { name: "Mass of four leptons" }).first().waitFor();
      // A histogram that is in one region alone has none beside it.
      await page.getByRole("tab", { name: "Number of jets" }).click();
      await expect.poll(() => page.getByRole("button", { name: "Regions", exact: true }).count()).toBe(0);
    }));

  it("have axes of their own, or a common one, as the address says", () =>
    withPage(browser, server.url, `/analyses/${id}#m4l@few&regions=yes`, async ({ page }) => {
      await regionsOf(page).locator("canvas").nth(2).waitFor();
      await expect.poll(() => topOf(page, 1)).toBeGreaterThan(0.4);
      expect(Math.abs((await topOf(page, 1)) - (await topOf(page, 2)))).toBeLessThan(0.03);
      await page.getByRole("button", { name: "Common y axis" }).click();
      await expect.poll(() => hashIn(page)).toBe("#m4l@few&regions=yes&common-y=yes");
      await expect.poll(() => topOf(page, 1)).toBeLessThan(0.35);
      expect(await topOf(page, 2)).toBeGreaterThan(0.4);
    }));

  it("show and count no data in a blinded range", () =>
    withPage(
      browser,
      server.url,
      `/analyses/${blindId}#m4l&regions=yes&shapes=yes`,
      async ({ page }) => {
        const words = () => regionsOf(page).getByRole("button").first().innerText();
        await expect.poll(words).toMatch(/Data \(blinded\) 0, total 400 ± 20$/);
        expect(await findingsOf(page)).toEqual([]);
      },
      { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
    ));
});
