import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { model } from "../src/analysis/spec-model.ts";
import { withPage } from "./support/chromium.ts";
import { pageSpec, samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;
let ids: string[];

usePageServer(async (started) => {
  ({ browser, server } = started);
  const first = await server.start("All of it");
  const [charge] = pageSpec.cuts;
  const spec = { ...pageSpec, title: "Other charges", cuts: [{ ...charge!, expression: "q != 0" }] };
  const second = await server.plotter.start(spec);
  await server.read(first, samples);
  await server.read(
    second,
    samples.filter((sample) => sample !== "Zee"),
    spec,
  );
  ids = [first, second];
});

const cells = (page: Page, row: string) =>
  page
    .getByRole("region", { name: "Cutflow" })
    .locator("tr", { has: page.getByRole("rowheader", { name: row, exact: true }) })
    .locator("td")
    .allInnerTexts();

describe("the page that compares analyses", () => {
  it("draws changes of what runs the less often, the dearer a drawing is", async () => {
    const live = await server.start("Live");
    await withPage(browser, server.url, `/compare?a=${ids[0]!}&b=${live}`, async ({ page }) => {
      const shows = (text: string) => expect.poll(async () => (await cells(page, "charge"))[1]).toContain(text);
      await shows("0 events");
      await page.evaluate(`{
        const frame = requestAnimationFrame;
        window.requestAnimationFrame = (draw) => frame((now) => {
          draw(now);
          for (const end = performance.now() + 200; performance.now() < end; );
        });
        window.shownAt = [];
        new MutationObserver(() => shownAt.push(performance.now()))
          .observe(document.querySelector("table.cutflow"), { subtree: true, characterData: true, childList: true });
      }`);
      await server.read(live, ["Zee"]);
      await shows("3,900 events");
      await server.read(live, ["llll"]);
      await shows("5,750 events");
      const [first, ...later] = await page.evaluate<number[]>("shownAt");
      expect(later.at(-1)! - first!).toBeGreaterThan(1500);
    });
  });

  it("is reached by ticking two in the list with the keyboard, and shows what they do otherwise, lines and tables", () =>
    withPage(browser, server.url, "/", async ({ page }) => {
      for (const title of ["All of it", "Other charges"]) {
        await page.getByRole("checkbox", { name: `Compare ${title}` }).focus();
        await page.keyboard.press("Space");
      }
      await page.getByRole("link", { name: "Compare", exact: true }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Compare", level: 1 }).waitFor();
      expect(new URL(page.url()).search).toBe(`?a=${ids[0]!}&b=${ids[1]!}`);
      await page.getByText("cut charge: q == 0 → q != 0").waitFor();
      await expect.poll(() => page.locator(".plot canvas").count()).toBe(2);

      // Of all simulation the second lacks Zee: 3900 events that weigh 0.01.
      const [first, second] = await cells(page, "charge");
      expect(second).toContain(`difference −39`);
      expect(first).not.toContain("difference");
      await page.getByText("The same as a table").click();
      const bin = page.getByRole("region", { name: "Bins" }).locator("tbody tr").first().locator("td");
      await expect.poll(() => bin.allInnerTexts()).toEqual(["5.50 ± 0.23", "1.50 ± 0.12", "0.272727"]);
      await page.getByRole("combobox", { name: /^Of each analysis/ }).selectOption("data");
      await expect.poll(async () => (await bin.allInnerTexts())[2]).toBe("1");
      await page.getByRole("button", { name: "Normalised to 1" }).click();
      await page.getByRole("combobox", { name: /^Histogram/ }).selectOption({ label: "Number of jets" });
      await page.getByRole("heading", { name: "Number of jets" }).waitFor();
      await page.reload();
      await page.getByText("cut charge: q == 0 → q != 0").waitFor();
    }));

  it("shows no data of any where one is blinded, and says so", async () => {
    const spec = { ...pageSpec, title: "Blinded", model: model.parse({ blind: { m4l: [121, 129] } }) };
    const blinded = await server.plotter.start(spec);
    await server.read(blinded, samples, spec);
    await withPage(browser, server.url, `/compare?a=${ids[0]!}&b=${blinded}`, async ({ page }) => {
      const told = page.getByText("Blinded, not shown nor counted of any of them: data in 121 to 129 GeV.");
      await expect.poll(() => page.locator(".plot canvas").count()).toBe(2);
      expect(await told.count()).toBe(0);
      await page.getByRole("combobox", { name: /^Of each analysis/ }).selectOption("data");
      await told.waitFor();
      await page.getByText("The same as a table").click();
      const bins = page.getByRole("region", { name: "Bins" }).locator("tbody tr");
      const cellsAt = (bin: number) => bins.nth(bin).locator("td").allInnerTexts();
      expect(await cellsAt(4)).toEqual(["blinded", "blinded", "–"]);
      expect((await cellsAt(3))[2]).toBe("1");
    });
  });

  it("asks again for a specification that did not come", () =>
    withPage(
      browser,
      server.url,
      "/compare",
      async ({ page }) => {
        await page.route("**/spec", (route) => route.abort(), { times: 2 });
        await page.goto(`${server.url}/compare?a=${ids[0]!}&b=${ids[1]!}`);
        await page.getByText("cut charge: q == 0 → q != 0").waitFor();
        expect(await page.getByRole("alert").count()).toBe(0);
      },
      { expected: /net::ERR_FAILED/ },
    ));

  it("says that the connection is lost, until it is there again", async () => {
    const running = await server.start("Goes on");
    await withPage(
      browser,
      server.url,
      `/compare?a=${ids[0]!}&b=${running}`,
      async ({ page }) => {
        await page.locator(".plot canvas").first().waitFor();
        await server.cut();
        const words = page.getByText("The connection is lost");
        await words.waitFor();
        await server.open();
        await words.waitFor({ state: "detached" });
      },
      { expected: /Failed to load resource: net::/ },
    );
  });

  it("says what to do where nothing is ticked, and which one is not there", () =>
    withPage(
      browser,
      server.url,
      "/compare",
      async ({ page }) => {
        await page.getByText("Tick two to 6 analyses in the list").waitFor();
        await page.goto(`${server.url}/compare?a=${ids[0]!}&b=0123456789abcdef`);
        await page.getByRole("alert").filter({ hasText: "There is no analysis" }).first().waitFor();
        expect(await page.locator(".plot").count()).toBe(0);
      },
      { expected: /status of 404/ },
    ));
});
