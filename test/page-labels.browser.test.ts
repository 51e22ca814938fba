import type { Browser, Page } from "playwright-core";
import { expect, it } from "vitest";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { withAnalysisPage } from "./support/chromium.ts";
import { drawnWords, recordDrawnWords } from "./support/page-drawn-words.ts";
import { pageSpec } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

const spec = analysisSpecSchema.parse({
  ...pageSpec,
  title: "Labels of physics",
  groups: pageSpec.groups.map((group, i) => (i === 1 ? { ...group, label: "t#bar{t} → X^{2}" } : group)),
  histograms: [
    {
      name: "m4l",
      expression: "m4l",
      axis: { type: "regular", bins: 5, lower: 0, upper: 5, label: "m4ℓ", unit: "GeV" },
    },
    {
      name: "pt",
      expression: "pt",
      axis: { type: "regular", bins: 5, lower: 0, upper: 5, label: "p_{T}^{lead}", unit: "GeV" },
    },
  ],
});

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.plotter.start(spec);
});

const tagsIn = (page: Page, within: string) =>
  page
    .locator(within)
    .locator("sub, sup, .overline")
    .evaluateAll((found: { tagName: string; textContent: string }[]) =>
      found.map(({ tagName, textContent }) => `${tagName} ${textContent}`),
    );

it("labels have real indices, exponents and bars in tabs and legend, and names that can be read", () =>
  withAnalysisPage(browser, server.url, id, async ({ page }) => {
    await page.getByRole("tab", { name: "m4ℓ", exact: true }).waitFor();
    expect(await tagsIn(page, ".tabs")).toEqual(["SUB 4ℓ", "SUB T", "SUP lead"]);
    expect(await page.getByRole("tab", { name: "pT^lead", exact: true }).count()).toBe(1);
    expect(await page.getByRole("figure", { name: "m4ℓ", exact: true }).count()).toBe(1);
    expect(await tagsIn(page, "figure h2")).toEqual(["SUB 4ℓ"]);
    expect(await tagsIn(page, ".legend")).toEqual(["SPAN t", "SUP 2"]);
    await page.locator(".legend").getByRole("button", { name: "tt\u0304 → X²" }).waitFor();
    // Read as it stands where nothing is lost by it: once.
    expect(await page.getByRole("tab").first().innerText()).toBe("m4ℓ");
  }));

it("titles of axes have their indices on the canvas, lower and smaller", () =>
  withAnalysisPage(browser, server.url, id, async ({ page }) => {
    await recordDrawnWords(page);
    await page.reload();
    await page.locator(".plot canvas").waitFor();
    const words = await drawnWords(page);
    const [base, index, unit] = ["m", "4ℓ", " [GeV]"].map((text) => words.findLast((word) => word.text === text)!);
    const pixels = ({ font }: { font: string }) => Number(/(\d+)px/.exec(font)![1]);
    expect(base!.x).toBeLessThan(index!.x);
    expect(index!.x).toBeLessThan(unit!.x);
    expect(index!.y).toBeGreaterThan(base!.y);
    expect(unit!.y).toBe(base!.y);
    expect(pixels(index!)).toBeLessThan(pixels(base!));
  }));
