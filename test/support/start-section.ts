import type { Page } from "playwright-core";

/** Unfolds what starts an analysis on the first page; where there are few analyses yet, it is unfolded already. */
export async function openStart(page: Page): Promise<void> {
  await page.locator(".list-toolbar").or(page.getByText("None yet.")).waitFor();
  const start = page.locator("details", { has: page.getByRole("heading", { name: "Start one" }) });
  if ((await page.locator(".analyses > li").count()) > 3 && (await start.getAttribute("open")) === null)
    await start.locator("summary").first().click();
  await start.getByRole("button", { name: "Start hzz-toy" }).waitFor();
}
