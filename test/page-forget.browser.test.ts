import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { withPage } from "./support/chromium.ts";
import type { PageServer } from "./support/page-server.ts";
import { specNamed, until } from "./support/plotter-app.ts";
import { startToyProcessor } from "./support/toy-processor.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;

usePageServer((started) => {
  ({ browser, server } = started);
});

describe("the page of an analysis", () => {
  it("pins it, lets it go again, and removes it at the second press", async () => {
    const { broker, book } = server.plotter;
    const id = await server.plotter.start(specNamed("To be removed"));
    await withPage(browser, server.url, `/analyses/${id}`, async ({ page }) => {
      await page.getByRole("button", { name: "Cancel" }).waitFor();
      expect(await page.getByRole("button", { name: "Remove" }).count()).toBe(0);
      const processor = startToyProcessor(broker);
      const remove = page.getByRole("button", { name: "Remove" });
      await remove.waitFor();
      await processor.stop();

      await page.getByRole("button", { name: "Pin", exact: true }).click();
      const pinned = page.getByRole("button", { name: "Pinned", pressed: true });
      await pinned.waitFor();
      expect(book.get(id)?.ledger.pinned).toBe(true);
      expect(await remove.count()).toBe(0);
      await page.reload();
      await pinned.click();
      await page.getByRole("button", { name: "Pin", exact: true, pressed: false }).waitFor();

      const labels = () => page.evaluate<string | null>(`localStorage.getItem("hzz-edge.labels")`);
      const given = JSON.stringify(JSON.stringify({ [id]: "Mine", other: "Stays" }));
      await page.evaluate(`localStorage.setItem("hzz-edge.labels", ${given})`);
      await remove.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Press again to remove it with its results" }).waitFor();
      expect(book.get(id)?.accepted).toBe(true);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "All of them" }).waitFor();
      await until(() => book.get(id) === undefined);
      await expect.poll(() => page.getByText("To be removed").count()).toBe(0);
      await expect.poll(labels).toBe('{"other":"Stays"}');
    });
  });
});
