import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium, withAnalysisPage } from "./support/chromium.ts";
import { pageSpec } from "./support/page-fixture.ts";
import { startPageServer } from "./support/page-server.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

it("a form offers the branches of the first file with type and range where an expression is written, by mouse and by keyboard", async () => {
  const server = await startPageServer();
  try {
    const id = await server.start();
    const columns = [
      { name: "lep_pt", type: "float32[]", lowest: 7012.3, highest: 201_234 },
      { name: "lep_eta", type: "float32[]", lowest: -2.5, highest: 2.5 },
      { name: "trigE", type: "bool" },
    ];
    const { name: sample } = pageSpec.groups[0]!.samples[0]!;
    const asked = async () => (await (await fetch(`${server.url}/analyses/${id}/columns`)).json()) as object;
    expect(await asked()).toEqual({ id, file: null, entries: 0, columns: [] });
    await server.plotter.happen(id, [
      { version: 1, analysis: id, kind: "columns-seen", sample, file: 0, entries: 1000, columns },
    ]);
    expect(await asked()).toEqual({ id, file: pageSpec.groups[0]!.samples[0]!.files[0], entries: 1000, columns });
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByText("Cuts, bins, luminosity").click();
      await page.getByRole("button", { name: "Add a cut" }).click();
      const field = page.getByLabel("An event passes if").last();
      const offered = page.getByRole("list", { name: "Names that fit" }).getByRole("button");
      await field.pressSequentially("lep_");
      await expect
        .poll(() => offered.allTextContents())
        .toEqual(["lep_pt float32[], 7010 … 201000", "lep_eta float32[], -2.5 … 2.5"]);
      await offered.filter({ hasText: "lep_pt" }).click();
      await page.keyboard.type("[0] > 5000 && tri");
      await expect.poll(() => offered.allTextContents()).toEqual(["trigE bool"]);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.keyboard.type(" == true");
      expect(await field.inputValue()).toBe("lep_pt[0] > 5000 && trigE == true");
      expect(await offered.count()).toBe(0);
      // Elsewhere in the form nothing is offered.
      await page.getByLabel("Title").pressSequentially("lep");
      expect(await offered.count()).toBe(0);
    });
  } finally {
    await server.close();
  }
});
