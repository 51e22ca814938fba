import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { fitLines } from "../src/page/fit/fit-lines.ts";
import type { FitDocument } from "../src/protocol/documents/fit-document.ts";
import { fitInThread } from "../src/serve/fit-in-thread.ts";
import { withAnalysisPage } from "./support/chromium.ts";
import { pageSpec, samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { distFolder } from "./support/run-in-process.ts";
import { usePageServer } from "./support/use-page-server.ts";

const spec = (title: string, model: object) =>
  analysisSpecSchema.parse({
    ...pageSpec,
    title,
    model: { luminosityUncertainty: 0.017, ...model },
  });
const workerUrl = pathToFileURL(join(distFolder, "fit-worker.js"));

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(
  async (started) => {
    ({ browser, server } = started);
    const whole = spec("Fitted", {});
    id = await server.plotter.start(whole);
    await server.read(id, samples, whole);
  },
  { fit: (workspace) => fitInThread(workerUrl, workspace) },
);

const fitOf = async (of: string) => (await (await fetch(`${server.url}/analyses/${of}/fit`)).json()) as FitDocument;

describe("the fit on the page", { timeout: 60_000 }, () => {
  it("is made when it is opened, and has the numbers of the server in words, plots and a table", () =>
    withAnalysisPage(browser, server.url, id, async ({ page, requests }) => {
      expect(requests.some((url) => url.endsWith("/fit"))).toBe(false);
      const summary = page.getByText("Fit: signal strength");
      await summary.focus();
      await page.keyboard.press("Enter");
      const numbers = page.getByTestId("fit-numbers");
      await numbers.waitFor();
      const { fit } = await fitOf(id);
      const words = await numbers.innerText();
      for (const { text, more = "" } of fitLines(fit)) {
        expect(words).toContain(text);
        expect(words).toContain(more);
      }
      expect(words).toMatch(/Signal strength μ\s+\d+\.\d+ \+\d+\.\d+ −/);
      const rows = page.getByRole("table").filter({ hasText: "Impact" }).locator("tbody tr");
      expect(await rows.first().locator("th").innerText()).toBe(fit.impacts![0]!.name);
      const figure = page.getByRole("figure", { name: "Mass of four leptons, after the fit" });
      const total = () => figure.locator(".legend-row").last().innerText();
      const after = await total();
      await page.getByRole("button", { name: "Before the fit" }).click();
      const before = page.getByRole("figure", { name: "Mass of four leptons, before the fit" });
      await before.waitFor();
      expect(await before.locator(".legend-row").last().innerText()).not.toBe(after);
      expect(requests.filter((url) => url.endsWith("/fit"))).toHaveLength(1);
    }));

  it("says what is missing, and follows the analysis", async () => {
    const running = spec("Going on", {});
    const of = await server.plotter.start(running);
    await server.read(of, ["periodA", "llll", "ggH"], running);
    await withAnalysisPage(browser, server.url, of, async ({ page }) => {
      await page.getByText("Fit: signal strength").click();
      await page.getByText("Not complete: the analysis is running, and 3 parts are missing").waitFor();
      await server.read(of, ["periodB", "Zee", "eell"], running);
      await expect.poll(() => page.getByText("Not complete").count()).toBe(0);
      const { fit } = await fitOf(of);
      await expect.poll(() => page.getByTestId("fit-numbers").innerText()).toContain(fitLines(fit)[0]!.text);
    });
  });

  it("tells what is doubtful before a fit, by name", async () => {
    const oneSided = {
      ...spec("One-sided", {}),
      variations: [{ name: "scale", groups: ["zz"], norm: { up: 1.1, down: 1.2 } }],
    };
    const of = await server.plotter.start(oneSided);
    await server.read(of, samples, oneSided);
    await withAnalysisPage(browser, server.url, of, async ({ page }) => {
      await page.getByText("Fit: signal strength").click();
      await page.getByText(/^\d+ doubts? about what is fitted$/).click();
      const row = page.getByRole("row").filter({ hasText: "scale" }).filter({ hasText: "all of" });
      expect(await row.first().innerText()).toMatch(/m4l\s+zz\s+scale\s+all of scale_up, scale_down have more events/);
    });
  });

  it("says why there is none", async () => {
    const { model: _, ...onlyData } = { ...pageSpec, title: "Only data", groups: pageSpec.groups.slice(0, 1) };
    const of = await server.plotter.start(analysisSpecSchema.parse(onlyData));
    await withAnalysisPage(
      browser,
      server.url,
      of,
      async ({ page }) => {
        await page.getByText("Fit: signal strength").click();
        await page.getByRole("alert").getByText("The analysis has no simulation").waitFor();
      },
      { expected: /409/ },
    );
  });
});

describe("blinded data on the page", () => {
  it("are shown nowhere until asked, and again after a reload", async () => {
    const blinded = spec("Blinded", { blind: { m4l: [121, 129] } });
    const of = await server.plotter.start(blinded);
    await server.read(of, samples, blinded);
    await withAnalysisPage(browser, server.url, of, async ({ page }) => {
      const data = page.locator(".legend-row").first();
      const unblind = page.getByRole("button", { name: "Unblind" });
      const all = 5 + 1 + 6 + 12 + 35 + 17 + 4 + 5 + 0 + 3;
      await unblind.waitFor();
      await page.getByText("Blinded, not shown nor counted: data in 121 to 129 GeV").waitFor();
      expect(await data.innerText()).toMatch(new RegExp(`^Data \\(blinded\\)\\s+${all - 35 - 17}$`));
      await page.getByText("Table of bin contents").click();
      const rows = page.locator(".bin-table tbody tr");
      expect(await rows.filter({ hasText: "120 – 125" }).innerText()).toContain("blinded");
      const window = page.locator(".window");
      expect(await window.innerText()).toMatch(/Data\s+blinded/);
      await unblind.click();
      await page.getByText("Unblinded by you").waitFor();
      expect(await data.innerText()).toMatch(new RegExp(`^Data\\s+${all}$`));
      expect(await rows.filter({ hasText: "120 – 125" }).innerText()).toContain("35");
      await page.reload();
      await page.getByText("Blinded, not shown").waitFor();
    });
  });
});
