import type { Browser, Page } from "playwright-core";
import { expect, it } from "vitest";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import { type DrawnText, drawnWords, recordDrawnWords } from "./support/page-drawn-words.ts";
import { pageSpec } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

const spec = analysisSpecSchema.parse({
  ...pageSpec,
  title: "Labels of physics: m_{4#mu}",
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
    {
      name: "z",
      title: "Both m_{Z}",
      expression: "z1",
      axis: { type: "regular", bins: 5, lower: 0, upper: 5, label: "m_{Z on shell}", unit: "GeV" },
      y: { expression: "z2", axis: { type: "regular", bins: 5, lower: 0, upper: 5, label: "m_{Z*}", unit: "GeV" } },
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
    expect(await tagsIn(page, ".tabs")).toEqual(["SUB 4ℓ", "SUB T", "SUP lead", "SUB Z"]);
    expect(await page.getByRole("tab", { name: "pT^lead", exact: true }).count()).toBe(1);
    expect(await page.getByRole("figure", { name: "m4ℓ", exact: true }).count()).toBe(1);
    expect(await tagsIn(page, "figure h2")).toEqual(["SUB 4ℓ"]);
    expect(await tagsIn(page, ".legend")).toEqual(["SPAN t", "SUP 2"]);
    await page.locator(".legend").getByRole("button", { name: "tt\u0304 → X²" }).waitFor();
    // Read as it stands where nothing is lost by it: once.
    expect(await page.getByRole("tab").first().innerText()).toBe("m4ℓ");
  }));

const pixels = ({ font }: DrawnText) => Number(/(\d+)px/.exec(font)![1]);

/** The last piece that was drawn with this text, and the one before it on the same line. */
function drawnAfter(words: readonly DrawnText[], text: string): { readonly base: DrawnText; readonly set: DrawnText } {
  const at = words.findLastIndex((word) => word.text === text);
  expect(at, `${text} is not drawn by itself: ${words.map((word) => word.text).join("|")}`).toBeGreaterThan(0);
  return { base: words[at - 1]!, set: words[at]! };
}

function expectIndex(words: readonly DrawnText[], base: string, index: string): void {
  const drawn = drawnAfter(words, index);
  expect(drawn.base.text).toBe(base);
  expect(drawn.set.y).toBeGreaterThan(drawn.base.y);
  expect(pixels(drawn.set)).toBeLessThan(pixels(drawn.base));
}

it("the heading of the page has its indices, and the tab of the browser a name that can be read", () =>
  withAnalysisPage(browser, server.url, id, async ({ page }) => {
    expect(await tagsIn(page, "h1")).toEqual(["SUB 4μ"]);
    expect(await page.title()).toBe("Labels of physics: m4μ · hzz-edge");
  }));

it("the words in the corner of a plot have their exponents and roots", () =>
  withAnalysisPage(browser, server.url, id, async ({ page }) => {
    await recordDrawnWords(page);
    await page.reload();
    await page.locator(".plot canvas").waitFor();
    const words = await drawnWords(page);
    const { base, set } = drawnAfter(words, "−1");
    expect(base.text).toBe("fb");
    expect(set.y).toBeLessThan(base.y);
    expect(pixels(set)).toBeLessThan(pixels(base));
    expect(drawnAfter(words, "s").base.text).toBe("√");
  }));

it("a map has its indices on the canvas, in its heading, and on the buttons of its axes", () =>
  withPage(browser, server.url, "/", async ({ page }) => {
    await recordDrawnWords(page);
    await page.goto(`${server.url}/analyses/${id}#z`);
    const map = page.getByRole("figure", { name: "Both mZ", exact: true });
    await map.getByTestId("heat-map").waitFor();
    await page.getByRole("button", { name: "Onto mZ* [GeV]", exact: true }).waitFor();
    expect(await tagsIn(page, "figure h2")).toEqual(["SUB Z"]);
    expect(await tagsIn(page, "[aria-label=Axes]")).toEqual(["SUB Z on shell", "SUB Z*"]);
    const words = await drawnWords(page);
    expectIndex(words, "m", "Z on shell");
    expectIndex(words, "m", "Z*");
    expect(drawnAfter(words, "−1").base.text).toMatch(/ fb$/);
    await map.getByRole("combobox", { name: "Show" }).selectOption({ label: "tt\u0304 → X²" });
    await expect.poll(async () => drawnAfter(await drawnWords(page), " → X").base.text).toBe("t");
    await page.getByRole("slider").focus();
    await page.keyboard.press("ArrowUp");
    await page.getByTestId("readout").waitFor();
    expect(await tagsIn(page, ".readout")).toEqual(["SUB Z on shell", "SUB Z*", "SPAN t", "SUP 2"]);
  }));

it("compared analyses have their indices in names, headings and titles of axes", async () => {
  const [mass, pt] = spec.histograms;
  const histograms = [{ ...mass!, title: "Mass m_{4#mu}" }, pt!];
  const ids = await Promise.all(
    ["One m_{4#mu}", "Another m_{4#mu}"].map((title) => server.plotter.start({ ...spec, title, histograms })),
  );
  await withPage(browser, server.url, "/", async ({ page }) => {
    await recordDrawnWords(page);
    await page.goto(`${server.url}/compare?a=${ids[0]}&b=${ids[1]}`);
    await page.getByRole("img", { name: "Mass m4μ, of each analysis a line" }).waitFor();
    expect(await tagsIn(page, ".analyses a")).toEqual(["SUB 4μ", "SUB 4μ"]);
    expect(await tagsIn(page, "figure h2")).toEqual(["SUB 4μ"]);
    expectIndex(await drawnWords(page), "m", "4ℓ");
    const choice = page.getByRole("combobox", { name: /^Histogram/ });
    expect(await choice.locator("option").allTextContents()).toEqual(["Mass m4μ", "pT^lead"]);
    await choice.selectOption("pt");
    await page.getByRole("img", { name: "pT^lead, of each analysis a line" }).waitFor();
    expectIndex(await drawnWords(page), "p", "T");
  });
});

it("titles of axes have their indices on the canvas, lower and smaller", () =>
  withAnalysisPage(browser, server.url, id, async ({ page }) => {
    await recordDrawnWords(page);
    await page.reload();
    await page.locator(".plot canvas").waitFor();
    const words = await drawnWords(page);
    const [base, index, unit] = ["m", "4ℓ", " [GeV]"].map((text) => words.findLast((word) => word.text === text)!);
    expect(base!.x).toBeLessThan(index!.x);
    expect(index!.x).toBeLessThan(unit!.x);
    expect(index!.y).toBeGreaterThan(base!.y);
    expect(unit!.y).toBe(base!.y);
    expect(pixels(index!)).toBeLessThan(pixels(base!));
  }));
