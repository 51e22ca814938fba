import type { Browser, Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { createFileCheck } from "../src/check/check-files.ts";
import { findingsOf } from "./support/axe.ts";
import { withAnalysisPage, withPage } from "./support/chromium.ts";
import { eventsOf, failureOfFile, samples } from "./support/page-fixture.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";
import { isNear, readPlot } from "./support/plot-pixels.ts";
import { misspelt, toyToCheck } from "./support/toy-checks.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;

usePageServer((started) => {
  ({ browser, server } = started);
});

/** The browser itself writes refused requests on its console; everything else there is a fault. */
const refusal = /Failed to load resource: the server responded with a status of 4\d\d/;
const disconnection = /Failed to load resource: net::/;

/** Holds the carets of a message to be right below a word, whatever the letters around are. */
async function pointsAt(page: Page, word: string, selector: string): Promise<void> {
  await page.locator(selector).waitFor();
  const [above, carets] = await page.evaluate<{ left: number; right: number; top: number }[]>(`
    ["${word}", "${"^".repeat(word.length)}"].map((part) => {
      const text = document.querySelector("${selector}").firstChild;
      const range = document.createRange();
      range.setStart(text, text.data.indexOf(part));
      range.setEnd(text, text.data.indexOf(part) + part.length);
      return range.getBoundingClientRect().toJSON();
    })
  `);
  if (above === undefined || carets === undefined) throw new Error("nothing is pointed at");
  expect(carets.left).toBeCloseTo(above.left, 1);
  expect(carets.right).toBeCloseTo(above.right, 1);
  expect(carets.top).toBeGreaterThan(above.top);
}

/** What a screen reader adds to an input. */
async function describedBy(page: Page, input: Locator): Promise<string> {
  const ids = (await input.getAttribute("aria-describedby")) ?? "";
  return (await Promise.all(ids.split(" ").map((id) => page.locator(`[id="${id}"]`).innerText()))).join("\n");
}

describe("a file that two samples read", () => {
  it("is a warning on the page of an analysis that is complete", async () => {
    const id = await server.start("Shared");
    const others = samples.filter((sample) => sample !== "eell");
    await server.read(id, others);
    const copies = eventsOf("eell").map((event) =>
      "identity" in event ? { ...event, identity: { ...event.identity, uuid: "uuid-llll" } } : event,
    );
    await server.plotter.happen(id, copies);
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.locator(".status").filter({ hasText: "complete" }).waitFor();
      const warnings = page.getByRole("region", { name: "Warnings: 1" });
      expect(await warnings.innerText()).toContain(
        "llll.root of the sample llll is the same file as eell.root of the sample eell: its events count in each of them",
      );
    });
  });
});

describe("an analysis that ended without being complete", () => {
  it("shows an expression with its blanks, and carets below the character that they point at", async () => {
    const id = await server.start("Misspelt");
    const [lost, ...rest] = ["llll", ...samples.filter((sample) => sample !== "llll")] as const;
    await server.read(id, rest);
    const expression = "  lep_n  ==  4   &&   lep_ptt > 5";
    const carets = `${" ".repeat(expression.indexOf("lep_ptt"))}^^^^^^^`;
    await server.plotter.happen(id, [failureOfFile(lost, `there is no lep_ptt\n${expression}\n${carets}`)]);
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const pointed = page.getByRole("region", { name: "Missing: 1 part" }).locator(".reasons .pointed");
      await expect.poll(() => pointed.count()).toBe(1);
      await pointsAt(page, "lep_ptt", ".reasons .pointed");
    });
  });

  it("says so in its plot, names what is missing and why, and runs again", async () => {
    const id = await server.start("Incomplete");
    const [lost, ...rest] = ["llll", ...samples.filter((sample) => sample !== "llll")] as const;
    await server.read(id, rest);
    await server.plotter.happen(id, [failureOfFile(lost, "no answer from data.example")]);
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await expect
        .poll(() => page.locator("figure p.hidden-text").innerText())
        .toContain("incomplete: 1 of 6 files missing");
      const plot = await readPlot(page);
      let warned = 0;
      for (let y = Math.round(plot.top); y < plot.top + plot.height / 4; y++)
        for (let x = Math.round(plot.left); x < plot.left + plot.width / 2; x++)
          if (isNear(plot.picture.color(x, y), "#a33c00")) warned++;
      expect(warned).toBeGreaterThan(200);
      await expect
        .poll(() => page.locator(".legend-label").allInnerTexts())
        .toEqual(["Data", "Signal", "ZZ* †", "Z, tt", "Total, stat. uncertainty †"]);
      const missing = page.getByRole("region", { name: "Missing: 1 part" });
      await expect.poll(() => missing.innerText()).toContain("SourceUnavailableError: no answer from data.example");
      await missing.getByText("Which ones").click();
      await expect
        .poll(() => missing.getByRole("listitem").last().innerText())
        .toContain("llll: the whole file llll.root");

      await page.getByRole("button", { name: "Run what is missing" }).click();
      await page.locator(".status").filter({ hasText: "running" }).waitFor();
      await expect.poll(() => page.getByText("run 2").count()).toBe(1);
      // The page follows it again.
      await server.read(id, [lost]);
      await page.locator(".status").filter({ hasText: "complete" }).waitFor();
      await expect.poll(() => page.getByRole("region", { name: /^Missing/ }).count()).toBe(0);
    });
  });
});

describe("a running analysis", () => {
  it("can be cancelled, keeps what is in, and runs again", async () => {
    const id = await server.start("Cancelled");
    await server.read(id, ["periodA"]);
    await withAnalysisPage(browser, server.url, id, async ({ page }) => {
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.locator(".status").filter({ hasText: "cancelled" }).waitFor();
      await expect.poll(() => page.locator(".legend-yield").first().innerText()).toBe("48");
      await expect.poll(() => page.locator("figure p.hidden-text").innerText()).toContain("cancelled: 1 of 6 files in");
      await page.getByRole("button", { name: "Run what is missing" }).click();
      await page.getByRole("button", { name: "Cancel" }).waitFor();
      await expect.poll(() => server.view(id).status).toBe("running");
    });
  });
});

describe("a lost connection", () => {
  it("is said, heals itself, and nothing is lost", async () => {
    const id = await server.start("Disconnected");
    await server.read(id, ["periodA"]);
    await withAnalysisPage(
      browser,
      server.url,
      id,
      async ({ page }) => {
        await server.cut();
        await page.getByText("The connection is lost").waitFor();
        await server.read(id, ["periodB"]);
        await server.open();
        await page.locator(".legend-yield").first().filter({ hasText: "88" }).waitFor();
        await page.getByText("The connection is lost").waitFor({ state: "detached" });
        // The stream is open again, too.
        await server.read(id, ["Zee", "llll", "eell", "ggH"]);
        await page.locator(".status").filter({ hasText: "complete" }).waitFor();
      },
      { expected: disconnection },
    );
  });

  it("on the first page is said as well", async () => {
    await server.start("Listed");
    await withPage(
      browser,
      server.url,
      "/",
      async ({ page }) => {
        await page.locator(".analyses li").first().waitFor();
        await server.cut();
        await page.getByRole("alert").filter({ hasText: "No connection" }).waitFor();
        await server.open();
        // Parts of the page whose scripts were not there yet are asked for again.
        await expect.poll(() => page.getByRole("alert").allInnerTexts()).toEqual([]);
        await page.getByLabel("Search").waitFor();
      },
      { expected: disconnection },
    );
  });
});

describe("a script that is late", () => {
  it("is used by what was drawn before it came, and asks for it after", async () => {
    const id = await server.start("Late");
    await server.read(id, samples);
    await withPage(browser, server.url, "/", async ({ page }) => {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      await page.route("**/after-the-plot-*.js", async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(`${server.url}/analyses/${id}#n`);
      await page.locator(".plot canvas").waitFor();
      // What a part does once it is drawn waits for a second here, and the script comes before.
      await page.evaluate(`{
        const { setTimeout } = window;
        window.requestAnimationFrame = () => 0;
        window.setTimeout = (act, ms = 0) => setTimeout(act, ms + 1000);
      }`);
      await page.evaluate("location.hash = '#m4l'");
      release();
      await page.getByRole("button", { name: "Log scale" }).waitFor();
    });
  });
});

describe("a refusal", () => {
  it("of a changed specification stands above its fields, each mistake once, and leads to them", async () => {
    const id = await server.start("Refused");
    await withAnalysisPage(
      browser,
      server.url,
      id,
      async ({ page }) => {
        await page.getByText("Cuts, bins, luminosity").click();
        const cut = page.getByLabel("An event passes if");
        await cut.fill("sum(lep_charge) ==");
        await page.getByLabel("Number of bins").fill("many");
        await page.getByRole("button", { name: "Run", exact: true }).click();
        const box = page.getByRole("alert");
        // It has the focus, and so is on the screen and read out.
        await box.and(page.locator(":focus")).waitFor();
        await expect
          .poll(() => box.getByRole("listitem").allInnerTexts())
          .toEqual([expect.stringContaining("many"), expect.stringMatching(/^cuts\[0\]\.expression/)]);
        await box.getByRole("button", { name: "histograms[0].axis" }).press("Enter");
        await page.getByLabel("Number of bins").and(page.locator(":focus")).waitFor();
        // Each wrong field tells its fault to screen readers.
        expect(await page.locator("[aria-invalid=true]").count()).toBe(2);
        expect(await describedBy(page, cut)).toBe(await box.locator("li > span").last().innerText());

        await page.getByRole("button", { name: "Undo changes" }).click();
        await page.getByLabel("Title").fill("Refused no more");
        await page.getByRole("button", { name: "Run", exact: true }).click();
        await page.getByRole("heading", { name: "Refused no more", level: 1 }).waitFor();
      },
      { expected: refusal },
    );
  });

  it("for a branch that no file has is told once, carets below it, and leads to the word", async () => {
    const checkFiles = createFileCheck({ mirrors: [] });
    let isBroken = false;
    const checking = await startPageServer({
      checkFiles: (asked) => checkFiles(isBroken ? toyToCheck(misspelt) : asked),
    });
    try {
      const id = await checking.plotter.start(toyToCheck().spec);
      await withPage(
        browser,
        checking.url,
        `/analyses/${id}`,
        async ({ page }) => {
          await page.getByText("Cuts, bins, luminosity").click();
          const cut = page.getByLabel("An event passes if").first();
          await cut.fill("lep_n == 4 && lep_pts[0] > 5");
          await page.getByRole("button", { name: "Run", exact: true }).click();
          const mistakes = page.getByRole("alert").getByRole("listitem");
          await expect.poll(() => mistakes.count()).toBe(1);
          await pointsAt(page, "lep_pts", "[role=alert] .pointed");
          await mistakes.getByRole("button", { name: "cuts[0].expression" }).click();
          await cut.and(page.locator(":focus")).waitFor();
          expect(await page.evaluate("getSelection().toString()")).toBe("lep_pts");
          expect(await findingsOf(page)).toEqual([]);

          isBroken = true;
          await page.goto(checking.url);
          await page.getByRole("button", { name: "Start hzz-2020" }).click();
          await pointsAt(page, "lep_pts", "[role=alert] .pointed");
          expect(await page.getByRole("alert").locator("p").count()).toBe(1);
        },
        { expected: refusal },
      );
    } finally {
      await checking.close();
    }
  });

  it("of an unknown analysis is shown with the words of the server", () =>
    withPage(
      browser,
      server.url,
      "/analyses/nothing-here",
      async ({ page }) => {
        const answer = (await (
          await fetch(`${server.url}/analyses/nothing-here`, { headers: { accept: "application/json" } })
        ).json()) as { title: string; detail: string };
        const told = () => page.getByRole("alert").innerText();
        await expect.poll(told).toContain(answer.title);
        await expect.poll(told).toContain(answer.detail);
      },
      { expected: refusal },
    ));

  it("of an address that is no page says where the pages are", async () => {
    await withPage(browser, server.url, "/", async ({ page }) => {
      await page.evaluate("history.pushState(null, '', '/elsewhere'); dispatchEvent(new PopStateEvent('popstate'))");
      await page.getByRole("heading", { name: "There is no such page" }).waitFor();
      await page.getByRole("main").getByRole("link", { name: "first page" }).click();
      await page.getByRole("heading", { name: "Analyses", level: 1 }).waitFor();
    });
  });
});
