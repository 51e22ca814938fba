import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium, withPage } from "./support/chromium.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";
import { specNamed } from "./support/plotter-app.ts";

let browser: Browser;
let server: PageServer;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startPageServer()]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

it("the page says that an analysis has stalled, and its button sends out what is missing", async () => {
  const { broker, book, start, happen } = server.plotter;
  const id = await start(specNamed("To stall"));
  await broker.work.cancel(id, 1);
  await withPage(browser, server.url, `/analyses/${id}`, async ({ page }) => {
    const state = page.getByRole("region", { name: "State" });
    await state.getByText("running", { exact: true }).waitFor();
    await happen(id, [{ version: 1, analysis: id, kind: "stalled", at: "2026-02-03T04:05:06Z", run: 1 }]);
    await state.getByText("stalled", { exact: true }).waitFor();
    await state.getByText("Nothing new has come for a long time").waitFor();
    await state.getByRole("button", { name: "Run what is missing" }).click();
    await state.getByText("running", { exact: true }).waitFor();
    expect(book.get(id)?.ledger).toMatchObject({ run: 2, stalled: false });
    expect((await broker.work.state("default")).waiting).toBe(4);
  });
});
