import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCheckOnRequest } from "../src/check/check-on-request.ts";
import { openingOptions } from "../src/processor/threads/worker-settings.ts";
import { countHere } from "./support/count-here.ts";
import { launchChromium, withAnalysisPage, withPage } from "./support/chromium.ts";
import { samples } from "./support/page-fixture.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";
import { openStart } from "./support/start-section.ts";

const access = { origins: ["https://*.cern.ch"], privateOrigins: [], linksOut: false };
const histogram = "{ name: m, expression: m, axis: { bins: 10, lower: 0, upper: 100 } }";
let browser: Browser;
let server: PageServer;
let id: string;

beforeAll(async () => {
  const checkOnRequest = createCheckOnRequest(openingOptions({ mirrors: [], http: {}, access }));
  [browser, server] = await Promise.all([launchChromium(), startPageServer({ checkOnRequest })]);
  id = await server.start();
  await server.read(id, samples);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

const line = (page: Page, text: string) => page.locator(".cm-line", { hasText: text });
const wholeText = async (page: Page) => (await page.locator(".cm-line").allTextContents()).join("\n");
/** A small text in place of all. */
async function write(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Specification" }).press("ControlOrMeta+a");
  // Over a selection Chromium itself would keep the style of what was there, which the policy refuses.
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

async function openEditor(page: Page): Promise<void> {
  await page.getByText("Cuts, bins, luminosity").click();
  await page.getByText("Edit as text").click();
  await page.getByText(/^Nothing is wrong/).waitFor();
}

it("a specification is edited as text: a wrong expression is marked at its place, undone by keyboard, and what is right runs", () =>
  withAnalysisPage(browser, server.url, id, async ({ page }) => {
    await openEditor(page);
    await line(page, "q == 0").click();
    await page.keyboard.press("End");
    await page.keyboard.insertText(" && maas(lep) > 5");
    await page.getByText("1 mistake", { exact: true }).waitFor();
    expect(await page.locator(".cm-lintRange-error").allTextContents()).toEqual(["maas"]);
    await expect
      .poll(() => page.getByRole("list", { name: "Mistakes" }).innerText())
      .toMatch(/cuts\[0\]\.expression There is no function "maas"; nearest functions: mass/);
    // From the message to its place, without a mouse.
    await page.getByRole("button", { name: /^Line \d+$/ }).press("Enter");
    await page.keyboard.insertText("x");
    await expect.poll(() => wholeText(page)).toContain("q == 0 && xmaas(lep) > 5");
    await page.keyboard.press("ControlOrMeta+z");
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByText(/^Nothing is wrong/).waitFor();
    expect(await wholeText(page)).toContain("expression: q == 0\n");
    await page.getByRole("button", { name: "Redo" }).click();
    await page.getByText("1 mistake", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByRole("textbox", { name: "Specification" }).press("ControlOrMeta+Home");
    await page.keyboard.press("End");
    await page.keyboard.insertText(", as text");
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.getByRole("heading", { name: "Page fixture, as text", level: 1 }).waitFor();
    const started = decodeURIComponent(page.url().split("/").at(-1)!);
    expect(server.view(started).spec).toEqual({ ...server.view(id).spec, title: "Page fixture, as text" });
  }));

/** Resolves when a list has not changed for 150 ms: one younger than 75 ms takes no key, so that a line that is just being ended stays. */
const stoodStill = `list => new Promise((resolve) => {
  const stands = () => {
    observer.disconnect();
    resolve();
  };
  let timer = setTimeout(stands, 150);
  const observer = new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(stands, 150);
  });
  observer.observe(list, { childList: true, subtree: true });
})`;

it("keys, functions and branches are completed by keyboard, and the whole is copied as a command and as a program", () =>
  withAnalysisPage(
    browser,
    server.url,
    id,
    async ({ page }) => {
      await openEditor(page);
      const offered = page.getByRole("listbox", { name: "Completions" });
      await write(page, "title: t\ntree: mini\nfiles: [a.root]\nhistograms:\n  - name: m\n    ");
      // The fields come from the server's own description of its interface.
      const take = async (name: RegExp) => {
        await offered.getByRole("option", { name }).waitFor();
        await offered.evaluate(stoodStill);
        await page.keyboard.press("Enter");
      };
      await page.keyboard.type("expr");
      await take(/^expression/);
      await page.keyboard.type("sqr");
      await page.getByText("sqrt(x): square root", { exact: true }).waitFor();
      await take(/^sqrt/);
      await expect.poll(() => wholeText(page)).toContain("    expression: sqrt(");
      await page.keyboard.insertText("m)");
      await page.getByRole("button", { name: "Copy as curl" }).click();
      await page.getByText("Copied as curl.").waitFor();
      const copied = () => page.evaluate<string>("navigator.clipboard.readText()");
      expect(await copied()).toContain(`' '${server.url}/analyses'`);
      await page.getByRole("button", { name: "Copy as Python" }).click();
      await page.getByText(/^Copied: a program/).waitFor();
      const url = /^url = "(.*)"$/m.exec(await copied())![1]!;
      expect((await fetch(url)).headers.get("content-disposition")).toContain(".root");
    },
    { permissions: ["clipboard-read", "clipboard-write"] },
  ));

it("the text is JSON or YAML, is put in order, and what cannot be read is marked where reading ends", () =>
  withAnalysisPage(browser, server.url, id, async ({ page }) => {
    await openEditor(page);
    const json = '{"title": "t", "tree": "mini", "files": ["periodA.root"], "histograms": []}';
    await write(page, json);
    await expect.poll(() => page.locator(".cm-lintRange-error").allTextContents()).toEqual(['"histograms"']);
    await page.getByRole("button", { name: "Show as YAML" }).click();
    await expect.poll(() => wholeText(page)).toBe("title: t\ntree: mini\nfiles: [ periodA.root ]\nhistograms: []\n");
    await page.getByRole("button", { name: "Show as JSON" }).click();
    await page.getByRole("button", { name: "Show as YAML" }).waitFor();
    expect(await wholeText(page)).toContain('{\n  "title": "t",\n');
    await write(page, `${json.slice(0, -1)},}`);
    await page.getByText('a comma before "}" is not allowed').first().waitFor();
    // What cannot be read is neither rewritten nor run.
    await page.getByRole("button", { name: "Run this text" }).click();
    await page.getByRole("button", { name: "Format" }).press("Enter");
    expect(await wholeText(page)).toBe(`${json.slice(0, -1)},}`);
  }));

it("a histogram is added as a copy of the one at the cursor, and removed, in one step that can be undone", () =>
  withAnalysisPage(browser, server.url, id, async ({ page }) => {
    await openEditor(page);
    const one = "  - name: a\n    expression: x # mine\n    axis: { bins: 2, lower: 0, upper: 1 }\n";
    const text = `title: t\nfiles: [ a.root ]\nhistograms:\n${one}`;
    await write(page, text);
    await page.getByRole("button", { name: "Add a histogram" }).click();
    await expect.poll(() => wholeText(page)).toBe(`${text}${one.replace("name: a", "name: a_2")}`);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect.poll(() => wholeText(page)).toBe(text);
    await page.getByRole("textbox", { name: "Specification" }).press("ControlOrMeta+End");
    await page.keyboard.press("ArrowUp");
    await page.getByRole("button", { name: "Remove this histogram" }).press("Enter");
    await expect.poll(() => wholeText(page)).toContain("histograms: []");
  }));

it("a new analysis is written from a few lines that say what to fill in, and runs; or from a preset", () =>
  withPage(browser, server.url, "/", async ({ page }) => {
    await openStart(page);
    await page.getByRole("link", { name: "Write a new analysis" }).click();
    await page.getByRole("heading", { name: "A new analysis", level: 1 }).waitFor();
    // What is empty is marked, and only that.
    await page.getByText("2 mistakes", { exact: true }).waitFor();
    expect(await page.locator(".cm-lintRange-error").allTextContents()).toEqual(["files", '""']);
    await write(page, `title: By hand\ntree: mini\nfiles: [a.root]\nhistograms:\n  - ${histogram}\n`);
    await page.getByText(/^Nothing is wrong/).waitFor();
    await page.getByRole("button", { name: "Run this text" }).click();
    await page.getByRole("heading", { name: "By hand", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Analyses" }).click();
    await openStart(page);
    await page.getByRole("link", { name: "Edit hzz-toy" }).click();
    await page.getByRole("heading", { name: "A new analysis, from hzz-toy" }).waitFor();
    await expect.poll(() => wholeText(page)).toMatch(/^title: /);
    // The address is enough.
    await page.reload();
    await expect.poll(() => wholeText(page)).toMatch(/^title: /);
  }));

it("what the cuts leave of one file is counted while the text is written, for any sample", async () => {
  await using here = countHere({ entries: 10_000, milliseconds: Infinity });
  const counting = await startPageServer({
    checkOnRequest: createCheckOnRequest(openingOptions({ mirrors: [], http: {}, access })),
    countOnRequest: here.count,
  });
  try {
    await withPage(
      browser,
      counting.url,
      "/new?preset=hzz-toy",
      async ({ page }) => {
        const counts = page.getByRole("region", { name: "Events that are left" });
        const rows = () => counts.locator("tbody tr").allInnerTexts();
        await counts.getByRole("combobox", { name: "One file of" }).selectOption("llll");
        await expect.poll(() => counts.innerText()).toContain("The first 10,000 of 24,000 events of");
        await expect.poll(rows).toHaveLength(3);
        const before = await rows();
        expect(before[0]).toMatch(/^all\s+10,000\s/);
        // A tighter cut, and then one that fails for an event.
        await line(page, "sum(lep_charge[0:4]) == 0").click();
        await page.keyboard.press("End");
        await page.keyboard.insertText(" && lep_pt[0] > 50000");
        await expect.poll(async () => (await rows())[1]).not.toBe(before[1]);
        expect((await rows())[0]).toBe(before[0]);
        await line(page, "lep_pt[0] > 50000").click();
        await page.keyboard.press("End");
        await page.keyboard.insertText(" && lep_pt[9] > 0");
        await expect.poll(() => counts.innerText()).toMatch(/^Not counted: .*lep_pt\[9\]/s);
        await page.keyboard.press("ControlOrMeta+z");
        await expect.poll(rows).toHaveLength(3);
        // What a wrong text would leave is not known, and what stands there says of what it is.
        const old = counts.getByText("Counted before the text had mistakes");
        await page.keyboard.insertText(" && lep_ptt[0] > 0");
        await old.waitFor();
        expect(await rows()).toHaveLength(3);
        await page.keyboard.press("ControlOrMeta+z");
        await old.waitFor({ state: "detached" });
      },
      { expected: /status of 422/ },
    );
  } finally {
    await counting.close();
  }
});
