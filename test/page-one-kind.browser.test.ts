import type { Browser, Page } from "playwright-core";
import { expect, it } from "vitest";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { withPage } from "./support/chromium.ts";
import { pageSpec } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;

usePageServer((started) => {
  ({ browser, server } = started);
});

const caption = (page: Page) => page.locator("figcaption").innerText();
const bars = (page: Page) => page.locator("p", { hasText: "What the plot leaves out" }).innerText();
const ofKind = (isData: boolean) => pageSpec.groups.filter(({ kind }) => (kind === "data") === isData);

it.each([
  ["simulation", false],
  ["data", true],
])("the page of an analysis of %s alone speaks of nothing else", async (kind, isData) => {
  const id = await server.plotter.start({ ...pageSpec, title: `Only ${kind}`, groups: ofKind(isData) });
  await server.read(id, isData ? ["periodA", "periodB"] : ["Zee", "llll", "eell", "ggH"]);
  await withPage(browser, server.url, `/analyses/${id}#m4l&cutflow=each`, async ({ page }) => {
    const words = isData ? /^Points: data(?!.*Hatched)/ : /^Hatched: statistical(?!.*Points)/;
    await expect.poll(() => caption(page)).toMatch(words);
    await expect.poll(() => bars(page)).toMatch(isData ? /Points: data/ : /^(?!.*Points)/);
    expect(await page.getByRole("button", { name: "±√N" }).count()).toBe(Number(isData));
  });
});

it("the page of a toy without data offers the preset that it stands for", async () => {
  const id = await server.plotter.start(presetByName("agc-toy"));
  await withPage(browser, server.url, `/analyses/${id}`, async ({ page }) => {
    const notice = page.getByRole("complementary", { name: "Made by a generator", exact: true });
    await notice.getByRole("button", { name: "Run agc-ttbar on CMS Open Data" }).waitFor();
    expect(await notice.innerText()).not.toMatch(/collisions|300 MB|hzz/);
  });
});
