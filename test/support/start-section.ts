import type { Page } from "playwright-core";

/** Unfolds what starts an analysis on the first page; where there is no analysis yet, it is unfolded already. */
export async function openStart(page: Page): Promise<void> {
  await page.locator(".list-toolbar").or(page.getByText("None yet.")).waitFor();
  if ((await page.locator(".list-toolbar").count()) > 0) await page.getByText("Start one", { exact: true }).click();
}
