import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { poissonInterval } from "../src/physics/poisson-interval.ts";
import { bytesOf, withAnalysisPage } from "./support/chromium.ts";
import { allDone } from "./support/fixture-log.ts";
import { pageSpec } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { decodePng } from "./support/png.ts";
import { usePageServer } from "./support/use-page-server.ts";
import { variedSums } from "./support/varied-sums.ts";

const spec = analysisSpecSchema.parse({
  ...pageSpec,
  title: "With a panel",
  variations: [
    { name: "sf", label: "scale factor", weight: { up: "1.2", down: "0.9" } },
    { name: "lumi", label: "luminosity", norm: { up: 1.02, down: 0.98 } },
  ],
});
const sumsOf = variedSums(spec, (alternative) => ({ sf_up: 1.2, sf_down: 0.9 })[alternative]);

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.plotter.start(spec);
  await server.plotter.happen(id, allDone(spec, sumsOf));
});

describe("below the plot", () => {
  it("data over expectation and pulls are drawn where they are chosen, told of each bin, and in the picture", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const canvas = page.locator(".plot canvas");
      await canvas.waitFor();
      const before = (await canvas.boundingBox())!.height;
      await page.getByText("Panel below, variations, colours").click();
      const below = page.getByRole("combobox", { name: "Panel below" });
      const slider = page.getByRole("slider");
      const told = () => slider.getAttribute("aria-valuetext");
      await below.selectOption("ratio");
      await expect.poll(async () => (await canvas.boundingBox())!.height).toBe(before + 124);
      await slider.focus();
      for (let bin = 0; bin < 3; bin++) await page.keyboard.press("ArrowRight");
      await expect.poll(told).toMatch(/^110–115 GeV: .*Data \/ Expected 0\.5 \+0\.038 −0\.035$/);
      await below.selectOption("pulls");
      // 200 events, 400 expected: the upper error of the data; of the expectation 20 of events, 40 of sf and 8 of lumi.
      const pull = 200 / Math.hypot(poissonInterval(200).upper - 200, 20, 40, 8);
      await expect.poll(told).toContain(`Pull of Data −${pull.toFixed(2)}`);
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "PNG" }).click(),
      ]);
      const picture = decodePng(await bytesOf(file), "#00ff00");
      expect([picture.width, picture.height]).toEqual([1600, 1200 + 2 * 124]);
      await below.selectOption("none");
      await expect.poll(async () => (await canvas.boundingBox())!.height).toBe(before);
    }));

  it("one variation is lines over the stack and in the ratio, and all stand in a table by what they change", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByText("Panel below, variations, colours").click();
      await page.getByRole("combobox", { name: "Panel below" }).selectOption("ratio");
      await page.getByRole("combobox", { name: "Variation" }).selectOption("scale factor");
      await expect.poll(() => page.locator(".legend").innerText()).toMatch(/sf_up\s+\+20\.0 %\s+sf_down\s+−10\.0 %/);
      await page.getByRole("slider").press("Home");
      for (let bin = 0; bin < 2; bin++) await page.keyboard.press("ArrowRight");
      const readout = page.getByTestId("readout");
      await expect.poll(() => readout.innerText()).toMatch(/sf_up \/ nominal\s+1\.200/);
      const rows = page.getByRole("region", { name: "Largest variations" }).getByRole("row");
      // Nothing is in the usual window, so that it is made the whole axis.
      await page.getByLabel("from", { exact: true }).fill("100");
      await page.getByLabel("to", { exact: true }).fill("150");
      await expect
        .poll(() => rows.allInnerTexts())
        .toEqual(["variation\tup\tdown", "scale factor\t+20.0 %\t−10.0 %", "luminosity\t+2.0 %\t−2.0 %"]);
    }));
});
