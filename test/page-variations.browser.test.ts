import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { withAnalysisPage } from "./support/chromium.ts";
import { allDone } from "./support/fixture-log.ts";
import { pageSpec } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";
import { variedSums } from "./support/varied-sums.ts";

const spec = analysisSpecSchema.parse({
  ...pageSpec,
  title: "With variations",
  variations: [
    { name: "sf", label: "scale factor", weight: { up: "1.2", down: "0.9" } },
    { name: "shape", weight: { up: "m / 120" }, groups: ["zz"] },
  ],
});
const sumsOf = variedSums(
  spec,
  (alternative, sample) => ({ sf_up: 1.2, sf_down: 0.9, shape_up: sample === "llll" ? 1.5 : 1 })[alternative],
);

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.plotter.start(spec);
  await server.plotter.happen(id, allDone(spec, sumsOf));
});

describe("an analysis with variations on the page", () => {
  it("has the total uncertainty as its band, and tabs of nominal histograms alone", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.locator(".plot .u-over").waitFor();
      // Zee, llll, eell and ggH have 100 events each. Statistical: 20; sf: +80 −40; shape: +50.
      const legend = page.locator(".plot-box");
      await expect.poll(() => legend.innerText()).toMatch(/Total, stat\. ⊕ syst\. uncertainty\s+400 ± 96/);
      expect(await page.getByRole("tab").allInnerTexts()).toEqual(["Mass of four leptons", "Number of jets"]);
      const slider = page.getByRole("slider");
      await slider.focus();
      for (let bin = 0; bin < 3; bin++) await page.keyboard.press("ArrowRight");
      await expect
        .poll(() => slider.getAttribute("aria-valuetext"))
        .toMatch(/^110–115 GeV: .*Total simulation 400 \+96 −45$/);
      await expect(page.locator("figcaption").textContent()).resolves.toContain("what each variation changes");
    }));
});
