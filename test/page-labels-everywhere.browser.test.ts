import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { type AnalysisSpec, analysisSpecSchema } from "../src/analysis/spec.ts";
import { fitInThread } from "../src/serve/fit-in-thread.ts";
import { withPage } from "./support/chromium.ts";
import { allDone } from "./support/fixture-log.ts";
import { drawnWords, recordDrawnWords } from "./support/page-drawn-words.ts";
import { pageSpec } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { distFolder } from "./support/run-in-process.ts";
import { usePageServer } from "./support/use-page-server.ts";
import { variedSums } from "./support/varied-sums.ts";

/** With an index in every text that somebody may write, so that a place that shows it as it is written is found. */
const withIndices = (title: string): AnalysisSpec => {
  const [m4l, n] = pageSpec.histograms;
  const set = (text: string) => `${text} #bar{t}_{i}`;
  return analysisSpecSchema.parse({
    ...pageSpec,
    title: set(title),
    release: { label: set("Toy data, invented") },
    cuts: [{ name: "charge", expression: "q == 0", label: set("charge") }],
    regions: [{ name: "few", label: set("Few"), kind: "signal", where: "n < 2" }],
    variations: [{ name: "sf", label: set("scale factor"), weight: { up: "1.2", down: "0.9" } }],
    groups: pageSpec.groups.map((group) => ({
      ...group,
      label: set(group.label),
      samples: group.samples.map((sample) => ({ ...sample, label: set(sample.name) })),
    })),
    histograms: [
      { ...m4l!, axis: { ...m4l!.axis, unit: set("GeV") }, title: set("Mass"), regions: ["inclusive", "few"] },
      { ...n!, title: "", axis: { ...n!.axis, label: set("jets"), unit: set("u") } },
      { name: "c", title: set("Kinds"), expression: "n", axis: { type: "category", categories: [set("a"), set("b")] } },
      { ...m4l!, name: "map", title: set("Map"), y: { expression: "m", axis: { ...n!.axis, label: set("y") } } },
    ],
    model: { blind: { n: [1, 2] } },
  });
};

let browser: Browser;
let server: PageServer;
let id: string;
let other: string;

usePageServer(
  (started) => {
    ({ browser, server } = started);
  },
  { fit: (workspace) => fitInThread(pathToFileURL(join(distFolder, "fit-worker.js")), workspace) },
);

beforeAll(async () => {
  const start = async (title: string) => {
    const spec = withIndices(title);
    const started = await server.plotter.start(spec);
    await server.plotter.happen(
      started,
      allDone(
        spec,
        variedSums(spec, () => 1.2),
      ),
    );
    return started;
  };
  [id, other] = [await start("First"), await start("Other")];
});

/** Texts, attributes and drawn words that are as the specification writes them. What is code stays so, and what somebody types. */
async function unset(page: Page): Promise<string[]> {
  const shown = await page.evaluate<string[]>(`(() => {
    const found = [document.title];
    for (const element of document.body.querySelectorAll(":not(code, textarea, script)")) {
      for (const { name, value } of element.attributes)
        if (name !== "value" || element.tagName !== "INPUT") found.push(value);
      for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) found.push(child.data);
    }
    return found;
  })()`);
  const drawn = (await drawnWords(page)).map(({ text }) => text);
  expect(
    [...shown, ...drawn].some((text) => text.includes("t\u0304")),
    "nothing is shown",
  ).toBe(true);
  return [...shown, ...drawn].filter((text) => /#bar|_\{/.test(text));
}

const withRecording = (path: string, use: (page: Page) => Promise<void>) =>
  withPage(browser, server.url, "/", async ({ page }) => {
    await recordDrawnWords(page);
    await page.goto(`${server.url}${path}`);
    await use(page);
  });

/** Opens everything that is closed, until nothing is; but for the editor, which holds the specification as it is written. */
async function openAll(page: Page): Promise<void> {
  const closed = page.locator("main details:not([open]) > summary:visible").filter({ hasNotText: "Edit as text" });
  while ((await closed.count()) > 0) await closed.first().click();
}

describe("no label stands on the page as it is written", { timeout: 60_000 }, () => {
  it("in the list, nor in what a line of it opens", () =>
    withRecording("/", async (page) => {
      await page.getByRole("link", { name: "First t\u0304i" }).waitFor();
      await page.getByRole("button", { name: "More about First t\u0304i" }).click();
      await page.getByRole("textbox", { name: "Name it" }).fill("Mine m_{4#mu}");
      await page.keyboard.press("Tab");
      await page.getByRole("link", { name: "Mine m4μ" }).waitFor();
      await page.getByText("Other than").or(page.getByText("under another title")).first().waitFor();
      await page.getByRole("searchbox").fill("t\u0304i");
      await expect.poll(() => page.locator("ul.analyses > li").count()).toBe(2);
      expect(await unset(page)).toEqual([]);
    }));

  it.each([
    { what: "a plot with all that opens", view: "#m4l&variation=sf&below=ratio&cutflow=stacked&zoom=1:5" },
    { what: "samples, and their cutflow", view: "#m4l&stack=samples&cutflow=each" },
    { what: "shapes", view: "#m4l&shapes=yes&below=ratio" },
    { what: "blinded data", view: "#n&per-unit=yes" },
    { what: "categories", view: "#c" },
    { what: "a map", view: "#map" },
    { what: "an axis of a map", view: "#map&axis=1" },
    { what: "the overview", view: "#m4l&overview=yes" },
    { what: "the regions", view: "#m4l&regions=yes" },
  ])("on the page of an analysis: $what", ({ view }) =>
    withRecording(`/analyses/${id}${view}`, async (page) => {
      await page.locator("canvas").first().waitFor();
      await page.getByRole("heading", { name: "Change and run again" }).waitFor();
      await openAll(page);
      await page.getByTestId("fit-numbers").waitFor();
      await page
        .getByRole("figure", { name: /after the fit/ })
        .first()
        .waitFor();
      await page.getByRole("button", { name: "Remove the cut charge" }).waitFor();
      for (const slider of await page.getByRole("slider").all()) {
        await slider.focus();
        await page.keyboard.press("ArrowRight");
      }
      for (const expander of await page.locator(".expander").all()) await expander.click();
      expect(await page.getByRole("status").filter({ hasText: "asks for what is not here" }).count()).toBe(0);
      expect(await unset(page)).toEqual([]);
    }),
  );

  it("where analyses are compared, and a histogram without a title is called by its axis", () =>
    withRecording(`/compare?a=${id}&b=${other}`, async (page) => {
      const choice = page.getByRole("combobox", { name: /^Histogram/ });
      await choice.waitFor();
      await page.getByText("The same as a table").click();
      expect(await choice.locator("option").allTextContents()).toContain("jets t\u0304i");
      await choice.selectOption("n");
      await page.getByRole("img", { name: "jets t\u0304i, of each analysis a line" }).waitFor();
      expect(await unset(page)).toEqual([]);
    }));
});
