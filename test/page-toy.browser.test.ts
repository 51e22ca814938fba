import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presetByName, presetNames } from "../src/analysis/presets/presets.ts";
import { isToyLabel, toyLabel } from "../src/analysis/toy/toy-label.ts";
import type { AnalysisDocument } from "../src/protocol/documents/analysis-document.ts";
import { bytesOf, withAnalysisPage, withPage } from "./support/chromium.ts";
import { drawnWords, recordDrawnWords } from "./support/page-drawn-words.ts";
import { failureOf, fileFailed } from "./support/fixture-log.ts";
import { type RunningUp, startUp } from "./support/hzz-up.ts";
import { samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { until } from "./support/plotter-app.ts";
import { decodePng } from "./support/png.ts";
import { usePageServer } from "./support/use-page-server.ts";
import { openStart } from "./support/start-section.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const notice = (page: Page) => page.getByRole("complementary", { name: "Made by a generator, the data points too" });
const idIn = (url: string) => new URL(url).pathname.replace("/analyses/", "");

let browser: Browser;
/** Nobody works there, so that nothing is fetched for the real release. */
let server: PageServer;

usePageServer((started) => {
  ({ browser, server } = started);
});

describe("the page of the preset hzz-toy, run by a real server", () => {
  let up: RunningUp;
  let id: string;
  beforeAll(async () => {
    up = await startUp(["--start", "hzz-toy", "--quiet"]);
    await up.printed(/is running: http\S+\n/);
    const address = /is running: (http\S+)\n/.exec(up.stdout)![1]!;
    id = idIn(address);
    const status = async () => ((await (await fetch(address)).json()) as AnalysisDocument).status;
    await until(async () => (await status()) === "complete", 150_000);
  });
  afterAll(() => up.end());

  it.each<[string, object]>([
    ["in light", { colorScheme: "light" }],
    ["in dark", { colorScheme: "dark" }],
    ["on a phone", phone],
  ])("says %s what it is, in the header and in the plot, where ATLAS labels stand otherwise", (_, options) =>
    withAnalysisPage(
      browser,
      up.url,
      id,
      async ({ page }) => {
        await recordDrawnWords(page);
        await page.reload();
        await page.locator(".status").filter({ hasText: "complete" }).waitFor();
        const header = page.locator(".facts").getByText(toyLabel, { exact: true });
        await header.waitFor();
        const drawn = await drawnWords(page);
        const words = drawn.map(({ text }) => text).join(" ");
        expect(words).toContain(`${toyLabel} √ s = 13 TeV`);
        expect(words).not.toMatch(/Open|education/);
        // In bold letters as the label of a release, and in one line.
        const from = drawn.findIndex(({ text }) => text === "Toy");
        const label = drawn.slice(from, from + toyLabel.split(" ").length);
        expect(label.map(({ text }) => text).join(" ")).toBe(toyLabel);
        for (const { font, y } of label) expect([font.slice(0, 4), y]).toEqual(["bold", label[0]!.y]);
        expect(await page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
      },
      options,
    ),
  );

  it("says so in the picture, on a dark page too", () =>
    withAnalysisPage(
      browser,
      up.url,
      id,
      async ({ page }) => {
        await recordDrawnWords(page);
        await page.reload();
        await page.locator(".status").filter({ hasText: "complete" }).waitFor();
        const button = page.getByRole("button", { name: "PNG" });
        const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
        const words = (await drawnWords(page)).filter(({ canvasWidth }) => canvasWidth === 1600);
        expect(words.map(({ text }) => text).join(" ")).toContain(`${toyLabel} √ s = 13 TeV`);
        expect(words.map(({ text }) => text).join(" ")).not.toMatch(/Open|education/);
        const picture = decodePng(await bytesOf(file), "#00ff00");
        const first = words.find(({ text }) => text === "Toy")!;
        let dark = 0;
        for (let y = Math.round(first.y) - 30; y < first.y + 10; y++)
          for (let x = Math.round(first.x); x < first.x + 400; x++) if (picture.color(x, y) === "#111111") dark++;
        expect(dark).toBeGreaterThan(1000);
      },
      { colorScheme: "dark" },
    ));

  it("names ATLAS Open Data in the offer alone, whatever is opened", () =>
    withAnalysisPage(browser, up.url, id, async ({ page }) => {
      // They come with the form below, after the plot.
      await page.getByRole("heading", { name: "Change and run again" }).waitFor();
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.getByLabel("An event passes if").first().waitFor();
      const times = (text: string) => text.split("ATLAS Open Data").length - 1;
      await expect.poll(async () => times(await notice(page).innerText())).toBe(2);
      await expect.poll(async () => times(await page.locator("body").innerText())).toBe(2);
      const all = await page.locator("body").innerText();
      expect(all).not.toContain("for education");
      expect(await page.title()).not.toContain("ATLAS");
      expect(await page.getByRole("region", { name: "Events in a window" }).locator("th").first().innerText()).toBe(
        "Toy data",
      );
    }));
});

describe("the page of a toy", () => {
  it("starts the real release by a button, and goes to it", async () => {
    const id = await server.start("Toy with a button", toyLabel);
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await expect.poll(() => notice(page).innerText()).toMatch(/300 MB.*CERN.*mirror/s);
      await notice(page).getByRole("button", { name: "Run hzz-2020 on ATLAS Open Data" }).click();
      await page.waitForURL((url) => !url.pathname.endsWith(id));
      const { title } = presetByName("hzz-2020");
      await page.getByRole("heading", { name: title, level: 1 }).and(page.locator(":focus")).waitFor();
      expect(server.view(idIn(page.url())).spec).toEqual(presetByName("hzz-2020"));
      await page.locator(".plot canvas").waitFor();
      await expect.poll(() => notice(page).count()).toBe(0);
      await expect
        .poll(() => page.locator("figure p.hidden-text").innerText())
        .toContain("ATLAS Open Data for education");
    });
  });

  it("has the same as a command line with the address of this server, and copies it", async () => {
    const id = await server.start("Toy with a line", toyLabel);
    await withAnalysisPage(
      browser,
      server.url,
      id,
      async ({ page }) => {
        const line = await notice(page).locator("code").innerText();
        expect(line).toBe(`curl --json '{"preset":"hzz-2020"}' ${server.url}/analyses`);
        await notice(page).getByRole("button", { name: "Copy" }).click();
        await notice(page).getByRole("status").filter({ hasText: "Copied." }).waitFor();
        expect(await page.evaluate<string>("navigator.clipboard.readText()")).toBe(line);
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    );
  });

  it("tells when the real release cannot be started", async () => {
    const id = await server.start("Toy without a server", toyLabel);
    await server.read(id, samples);
    await withAnalysisPage(
      browser,
      server.url,
      id,
      async ({ page }) => {
        await page.locator(".status").filter({ hasText: "complete" }).waitFor();
        // Its script comes after the plot.
        await notice(page).waitFor();
        await server.cut();
        await notice(page).getByRole("button", { name: "Run" }).click();
        await notice(page).getByRole("alert").filter({ hasText: "No connection" }).waitFor();
        await server.open();
        await notice(page).getByRole("button", { name: "Run" }).click();
        await page.waitForURL((url) => !url.pathname.endsWith(id));
      },
      { expected: /Failed to load resource: net::/ },
    );
  });

  it.each(["ATLAS Open Data 2020, 4lep", "Toy data, invented", `Not "${toyLabel}"`])(
    "is not what one labelled %j has",
    async (label) => {
      const id = await server.start("No toy", label);
      await withAnalysisPage(browser, server.url, id, async ({ page }) => {
        await page.getByText("Cuts, bins, luminosity").waitFor();
        expect(await page.getByRole("complementary").count()).toBe(0);
      });
    },
  );
});

describe("the first page", () => {
  it("says of the toy that it needs no network and is no ATLAS data, and starts it", () =>
    withPage(browser, server.url, "/", async ({ page }) => {
      await openStart(page);
      const card = page.locator(".card").filter({ has: page.getByRole("button", { name: "Start hzz-toy" }) });
      await card.waitFor();
      expect(await card.innerText()).toContain(toyLabel);
      expect(await card.innerText()).toContain("Needs no network");
      const toys = presetNames().filter((name) => isToyLabel(presetByName(name).release.label));
      await expect.poll(() => page.locator(".card .toy-mark").count()).toBe(toys.length);
      await card.getByRole("button").click();
      await page.getByRole("heading", { name: presetByName("hzz-toy").title, level: 1 }).waitFor();
      expect(server.view(idIn(page.url())).spec).toEqual(presetByName("hzz-toy"));
    }));

  it("marks toys in the list, whatever their title", async () => {
    await server.start("Looks like anything", toyLabel);
    await server.start("Not marked", "ATLAS Open Data 2020");
    await withPage(browser, server.url, "/", async ({ page }) => {
      const line = (title: string) =>
        page.locator(".analyses li").filter({ has: page.getByRole("link", { name: title, exact: true }) });
      await line("Not marked").waitFor();
      await line("Looks like anything").getByText("toy", { exact: true }).waitFor();
      expect(await line("Not marked").getByText("toy", { exact: true }).count()).toBe(0);
    });
  });

  it("has command lines for the real release, and for the toy", () =>
    withPage(browser, server.url, "/", async ({ page }) => {
      await openStart(page);
      const terminal = page.getByRole("region", { name: "Or from a terminal" });
      await expect
        .poll(() => terminal.locator("code").allInnerTexts())
        .toEqual(
          ["hzz-2020", "hzz-toy"].map((preset) => `curl --json '{"preset":"${preset}"}' ${server.url}/analyses`),
        );
    }));
});

describe("a real analysis that reached no server", () => {
  const fail = (id: string, name: string) =>
    server.plotter.happen(
      id,
      samples.map((sample) => fileFailed(sample, 0, { ...failureOf("The server cannot be reached"), name })),
    );

  it("offers the toy, which needs no network", async () => {
    const id = await server.start("Without a network", "ATLAS Open Data 2020");
    await fail(id, "ServerUnreachableError");
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const offer = page.getByRole("complementary", { name: "No network?" });
      await offer.getByRole("button", { name: "Start hzz-toy" }).click();
      await page.getByRole("heading", { name: presetByName("hzz-toy").title, level: 1 }).waitFor();
      await notice(page).waitFor();
    });
  });

  it("is another thing than one whose servers answered", async () => {
    const id = await server.start("With a network", "ATLAS Open Data 2020");
    await fail(id, "SourceUnavailableError");
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByRole("button", { name: "Run what is missing" }).waitFor();
      expect(await page.getByRole("complementary").count()).toBe(0);
    });
  });
});
