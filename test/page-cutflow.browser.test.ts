import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { findingsOf } from "./support/axe.ts";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import { samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.start();
  await server.read(id, samples);
});

describe("the cutflow as bars", () => {
  it("stands beside the table, stacked or each group by itself, and in the address", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const cutflow = page.getByRole("region", { name: "Cutflow" });
      const bars = cutflow.getByRole("list", { name: "Cutflow as bars" });
      await cutflow.getByRole("combobox", { name: "Show as" }).selectOption("stacked");
      // Twice as many events as pass: 39 Zee, 18.5 + 5 of ZZ*, 26.2 of the signal; 88 data.
      await expect
        .poll(() => bars.getByRole("listitem").allInnerTexts())
        .toEqual([
          expect.stringMatching(/^all all events\s+simulation 177\.4 ± 1\.1, Data 176$/),
          expect.stringMatching(/^charge total charge is 0\s+simulation 88\.70 ± 0\.81, Data 88$/),
        ]);
      expect(await page.evaluate("location.hash")).toBe("#m4l&cutflow=stacked");
      const segments = await bars.locator("li").first().locator("rect").all();
      const widths = await Promise.all(segments.map((each) => each.getAttribute("width")));
      const [zee, zz, signal] = widths.map((width) => parseFloat(width!)) as [number, number, number];
      expect(zz / zee).toBeCloseTo(23.5 / 39, 1);
      expect(signal / zee).toBeCloseTo(26.2 / 39, 1);
      await cutflow.getByRole("combobox", { name: "Show as" }).selectOption("each");
      await expect
        .poll(() => bars.locator("li").first().locator(".bar-label").allInnerTexts())
        .toEqual(["Data", "Z, tt", "ZZ*", "Signal"]);
      expect(await findingsOf(page)).toEqual([]);
    }));

  it("follow the samples and the hidden groups of the plot, and are logarithmic where that is chosen", () =>
    withPage(
      browser,
      server.url,
      `/analyses/${id}#m4l&stack=samples&cutflow=each&cutflow-log=yes&hidden=z-ttbar`,
      async ({ page }) => {
        const cutflow = page.getByRole("region", { name: "Cutflow" });
        const first = cutflow.getByRole("list", { name: "Cutflow as bars" }).locator("li").first();
        await expect
          .poll(() => first.locator(".bar-label").allInnerTexts())
          .toEqual(["Data", "llll", "eell", "Signal"]);
        const log = cutflow.getByRole("button", { name: "Logarithmic bars" });
        expect(await log.getAttribute("aria-pressed")).toBe("true");
        expect(await cutflow.innerText()).toContain("with a line at each power of ten");
        expect(await findingsOf(page)).toEqual([]);
        await log.click();
        await expect.poll(() => page.evaluate("location.hash")).toBe("#m4l&stack=samples&cutflow=each&hidden=z-ttbar");
      },
      { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
    ));
});
