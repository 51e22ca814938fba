import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { OperationsHistory, stepMs } from "../src/operations/operations-history.ts";
import { withPage } from "./support/chromium.ts";
import * as fixture from "./support/fixture-log.ts";
import type { PageServer } from "./support/page-server.ts";
import { until } from "./support/plotter-app.ts";
import { startToyProcessor } from "./support/toy-processor.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;
const history = new OperationsHistory();

usePageServer(
  (started) => {
    ({ browser, server } = started);
  },
  { history },
);

/** An analysis that has ended with these samples missing. @returns its id */
async function incomplete(title: string, lost: readonly string[]): Promise<string> {
  const { broker } = server.plotter;
  const id = await server.plotter.start({ ...fixture.spec, title });
  const processor = startToyProcessor(broker, { fails: ({ sample }) => lost.includes(sample.name) });
  await until(async () => (await broker.deadLetters.list({ analysis: id })).length === lost.length);
  await until(() => server.view(id).status === "incomplete");
  await processor.stop();
  return id;
}

const rowOf = async (page: Page, lane: string): Promise<string[]> =>
  page
    .locator(".lanes tr", { has: page.getByRole("rowheader", { name: lane, exact: true }) })
    .locator("td")
    .allInnerTexts();

describe("the page of operations", () => {
  it("is reached from every page, shows lanes and dead letters, and redrives one", async () => {
    const id = await incomplete("Two lost", ["llll", "eell"]);
    await withPage(browser, server.url, "/", async ({ page }) => {
      await page.getByRole("link", { name: "Operations" }).click();
      await page.getByRole("heading", { name: "Operations", level: 1 }).waitFor();
      await expect.poll(() => page.title()).toBe("Operations · hzz-edge");
      await page.getByRole("heading", { name: "Work that failed for good: 2" }).waitFor();
      await page.locator(".lanes").waitFor();
      await expect.poll(() => rowOf(page, "default")).toEqual(["0", "0", "0", "0"]);
      const lines = page.locator(".dead-letter");
      await expect
        .poll(() => lines.first().innerText())
        .toMatch(/^llll: the file c\.root\s+needed\s+Redrive\s+toy\s+Two lost \(incomplete\)/);
      await expect.poll(() => lines.first().innerText()).toContain("Remove the cause");

      await lines
        .first()
        .getByRole("button", { name: /^Redrive dead letter/ })
        .click();
      await page.getByText("1 redriven.").waitFor();
      await page.getByRole("heading", { name: "Work that failed for good: 1" }).waitFor();
      await page.getByText("Nobody works on default").waitFor();
      await expect.poll(async () => (await rowOf(page, "default"))[0]).toBe("1");

      await page.getByRole("button", { name: "Redrive all 1" }).click();
      await page.getByText("None.").waitFor();
      const processor = startToyProcessor(server.plotter.broker);
      await until(() => server.view(id).status === "complete");
      await processor.stop();
    });
  });

  it("only removes what nobody needs, and says when somebody else was quicker", async () => {
    const { broker, post } = server.plotter;
    const id = await incomplete("Started again", ["llll", "eell"]);
    await withPage(
      browser,
      server.url,
      "/operations",
      async ({ page }) => {
        const [first] = await broker.deadLetters.list();
        const button = page.getByRole("button", { name: `Redrive dead letter ${first!.id}`, exact: true });
        await button.waitFor();
        await broker.deadLetters.settle(() => "drop", { id: first!.id });
        await button.click();
        await page.getByText("It was gone already").waitFor();
      },
      { expected: /status of 404/ },
    );
    await post({ ...fixture.spec, title: "Started again" });
    await withPage(browser, server.url, "/operations", async ({ page }) => {
      await page.locator(".dead-letter .status").filter({ hasText: "superseded" }).first().waitFor();
      await page.getByRole("button", { name: /^Redrive all/ }).click();
      await page.getByText(/0 redriven\. \d+ removed, as no longer needed\./).waitFor();
    });
    const processor = startToyProcessor(broker);
    await until(() => server.view(id).status === "complete");
    await processor.stop();
  });

  it("shows the last hour: throughput, lanes, time left, slow files and reasons, on a phone as well", async () => {
    const { plotter, url } = server;
    await withPage(browser, url, "/operations", async ({ page }) => {
      await page.getByText("Nothing is kept here.").waitFor();
    });
    const id = await plotter.start({ ...fixture.spec, title: "Timed" });
    const plan = fixture.planned("run1", 0, [0, 10, 20]);
    const done = { ...fixture.done(plan, 0), analysis: id };
    await plotter.happen(id, [plan, done]);
    let now = Date.now() - 60 * stepMs;
    history.begin(now);
    for (let i = 0; i < 60; i++) {
      for (let each = 0; each < 20 + ((7 * i) % 40); each++)
        history.take({ ...done, stats: { ...done.stats, milliseconds: 100 * each } }, now);
      if (i === 30) history.take({ ...fixture.fileFailed("llll", 0), analysis: id }, now);
      now += stepMs;
      const lanes = [{ name: "default", waiting: 1000 + 100 * Math.abs(30 - i), inFlight: i % 9, consumers: i % 4 }];
      history.endStep(now, i > 40 && i < 44 ? undefined : lanes, new Set([id]));
    }
    const see = async (page: Page) => {
      const lines = page.locator("li", { hasText: "Timed" });
      await expect.poll(() => lines.first().innerText()).toMatch(/Timed\s+running\s+about \d+ s left/);
      await page.getByText(/Kept by this server, in memory, since .*a restart begins it anew/).waitFor();
      const cells = page.getByRole("row", { name: /^default/ }).last();
      await expect.poll(() => cells.innerText()).toContain("3,900 now, 4,000 most");
      await expect.poll(() => page.locator(".history-line .value").first().getAttribute("d")).toMatch(/^M[\d.]+ /);
      await expect
        .poll(() => page.getByRole("row", { name: /^run1: mirror/ }).innerText())
        .toMatch(/5\.8 s\s+10\s+100 bytes\s+Timed/);
      await expect.poll(() => page.getByRole("row", { name: /^SourceUnavailableError/ }).innerText()).toMatch(/1\s+2$/);
      await page.getByText("Table of throughput").click();
      await expect.poll(() => page.getByRole("region", { name: "Table of throughput" }).locator("tr").count()).toBe(61);
    };
    await withPage(browser, url, "/operations", async ({ page }) => {
      await see(page);
    });
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, colorScheme: "dark" } as const;
    await withPage(
      browser,
      url,
      "/operations",
      async ({ page }) => {
        await see(page);
        expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(390);
      },
      phone,
    );
    // With its work, which others would find.
    expect((await plotter.app.request(`/analyses/${id}`, { method: "DELETE" })).status).toBe(202);
  });
});
