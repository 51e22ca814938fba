import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { analysisSpecSchema } from "../src/analysis/spec.ts";
import { shapeOf } from "../src/histogram/axes.ts";
import { OperationsHistory } from "../src/operations/operations-history.ts";
import { fitInThread } from "../src/serve/fit-in-thread.ts";
import { findingsOf } from "./support/axe.ts";
import { withPage } from "./support/chromium.ts";
import * as fixture from "./support/fixture-log.ts";
import { pageSpec } from "./support/page-fixture.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";
import { openStart } from "./support/start-section.ts";
import { until } from "./support/plotter-app.ts";
import { distFolder } from "./support/run-in-process.ts";
import { startStaticHost } from "./support/static-host.ts";
import { startToyProcessor } from "./support/toy-processor.ts";
import { usePageServer } from "./support/use-page-server.ts";

/** Everything that a page shows of an analysis: a map, a region, variations, a histogram with bins of different widths. */
const spec = analysisSpecSchema.parse({
  ...pageSpec,
  title: "All kinds",
  regions: [{ name: "sr", label: "signal region", where: "m > 120" }],
  variations: [{ name: "sf", label: "scale factor", weight: { up: "1.2", down: "0.9" } }],
  histograms: [
    ...pageSpec.histograms,
    {
      name: "z",
      title: "Masses of both Z",
      expression: "z1",
      axis: { type: "regular", bins: 4, lower: 40, upper: 120, label: "mZ1", unit: "GeV" },
      y: { expression: "z2", axis: { type: "variable", edges: [0, 20, 60, 120], label: "mZ2", unit: "GeV" } },
    },
  ],
});
const layout = layoutOf(spec);

/** Some events in every cell, the cells of the flow included. */
function sumsOf(): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(layout.length);
  for (const block of layout.histograms)
    for (let cell = 0; cell < shapeOf(block.axes).size; cell++)
      for (const at of [block.entries, block.sumw, block.sumw2]) sums[at + cell] = 10 + (cell % 7);
  return sums;
}

let browser: Browser;
let server: PageServer;
let complete: string;
let incomplete: string;

const history = new OperationsHistory();

usePageServer(
  async (started) => {
    ({ browser, server } = started);
    complete = await server.plotter.start(spec);
    await server.plotter.happen(complete, fixture.allDone(spec, sumsOf));
    const { broker } = server.plotter;
    incomplete = await server.plotter.start({ ...fixture.spec, title: "Two lost" });
    const processor = startToyProcessor(broker, { fails: ({ sample }) => ["llll", "eell"].includes(sample.name) });
    await until(() => server.view(incomplete).status === "incomplete");
    await processor.stop();
    history.begin(Date.now() - 30_000);
    history.take(fixture.done(fixture.planned("llll", 0, [0, 10]), 0), Date.now());
    history.take(fixture.fileFailed("eell", 0), Date.now());
    history.endStep(Date.now(), [{ name: "default", waiting: 1, inFlight: 2, consumers: 3 }], new Set());
  },
  { fit: (workspace) => fitInThread(pathToFileURL(join(distFolder, "fit-worker.js")), workspace), history },
);

/** On a screen in both schemes, and on a phone, with all opened that can be. Of colours alone depends only their contrast. */
async function expectNoFindings(page: Page): Promise<void> {
  // Some stand within others.
  const closed = page.locator("details:not([open]) > summary:visible");
  while ((await closed.count()) > 0) await closed.first().click();
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  expect(await findingsOf(page), "light").toEqual([]);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  expect(await findingsOf(page, ["color-contrast"]), "dark").toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await findingsOf(page), "phone").toEqual([]);
  await page.setViewportSize({ width: 1400, height: 900 });
}

/** This plotter looks into no files, so that the editor says what it could not check. */
const noFiles = { expected: /status of 503/ };

const plotOf = (page: Page) => page.locator(".plot canvas").first().waitFor();

/** Alone each takes some seconds. */
const timeout = 240_000;

describe("axe-core finds nothing against", { timeout }, () => {
  it("the first page", () =>
    withPage(browser, server.url, "/", async ({ page }) => {
      await page.getByRole("link", { name: "All kinds" }).waitFor();
      await openStart(page);
      await page.getByRole("button", { name: "Start hzz-2020" }).waitFor();
      await page.getByRole("button", { name: "More about All kinds" }).click();
      await page.getByLabel("Name it").waitFor();
      // What opens all that can be opened would close it.
      await page.getByText("Start one", { exact: true }).click();
      await expectNoFindings(page);
    }));

  it("a comparison", async () => {
    const other = await server.plotter.start({ ...spec, title: "Compared with it", luminosityInvFb: 5 });
    await withPage(browser, server.url, `/compare?a=${complete}&b=${other}`, async ({ page }) => {
      await plotOf(page);
      await expectNoFindings(page);
    });
  });

  it("a complete analysis, each of its histograms", () =>
    withPage(
      browser,
      server.url,
      `/analyses/${complete}`,
      async ({ page }) => {
        await plotOf(page);
        await page.getByText("Fit: signal strength").click();
        await page.getByTestId("fit-numbers").waitFor();
        await page.getByText("Fit: signal strength").click();
        await expectNoFindings(page);
        await page.getByRole("tab", { name: "Masses of both Z" }).first().click();
        await page.getByRole("figure", { name: "Masses of both Z" }).waitFor();
        await expectNoFindings(page);
      },
      noFiles,
    ));

  it("an incomplete analysis with its failures", () =>
    withPage(
      browser,
      server.url,
      `/analyses/${incomplete}`,
      async ({ page }) => {
        await plotOf(page);
        await page.getByRole("button", { name: "Run what is missing" }).waitFor();
        await expectNoFindings(page);
      },
      noFiles,
    ));

  it("operations with lanes and dead letters", () =>
    withPage(browser, server.url, "/operations", async ({ page }) => {
      await page.locator(".lanes").waitFor();
      await page.locator(".dead-letter").first().waitFor();
      await page.locator(".history-line").first().waitFor();
      await expectNoFindings(page);
    }));

  it("an address that there is not", () =>
    withPage(
      browser,
      server.url,
      "/analyses/0123456789abcdef",
      async ({ page }) => {
        await page.getByRole("alert").waitFor();
        await expectNoFindings(page);
      },
      { expected: /404/ },
    ));
});

describe("axe-core finds nothing against a page", { timeout }, () => {
  it("that asks for a token", async () => {
    const guarded = await startPageServer({ token: "correct-horse-battery-staple" });
    try {
      await withPage(
        browser,
        guarded.url,
        "/",
        async ({ page }) => {
          await page.getByRole("button", { name: "Start hzz-toy" }).click();
          await page.getByLabel("Token").waitFor();
          await expectNoFindings(page);
        },
        { expected: /401/ },
      );
    } finally {
      await guarded.close();
    }
  });

  it("of the site without a server", async () => {
    await using host = await startStaticHost(join(distFolder, "page/local"));
    await withPage(browser, host.url, "/", async ({ page }) => {
      await page.getByRole("button", { name: "Start hzz-toy" }).waitFor();
      await expectNoFindings(page);
    });
  });
});
