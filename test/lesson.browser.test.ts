import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { launchChromium, withPage } from "./support/chromium.ts";
import { postAnalysis } from "./support/http-plotter.ts";
import { type RunningUp, startUp } from "./support/hzz-up.ts";
import { type Action, lessonAnswers, lessonSteps, lessonText, teacherBoxes } from "./support/lesson.ts";
import { runHzz } from "./support/run-hzz.ts";

let browser: Browser;
let up: RunningUp;

beforeAll(async () => {
  [browser, up] = await Promise.all([launchChromium(), startUp()]);
  return async () => {
    await browser.close();
    await up.end();
  };
});

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The axis as the lesson has it written: edges of the plot that is pointed at. */
interface Written {
  readonly fields: Map<string, string>;
}

async function act(page: Page, action: Action, { fields }: Written): Promise<void> {
  switch (action.do) {
    case "press":
      return press(page, action);
    case "write":
      fields.set(action.field, action.text);
      // The cut that was added last is the last one.
      return page.getByLabel(action.field, { exact: true }).last().fill(action.text);
    case "wait":
      expect(action.status).toBe("complete");
      return complete(page);
    case "point":
      return point(page, action, fields);
  }
}

async function press(page: Page, { name, table }: Action & { do: "press" }): Promise<void> {
  const before = page.url();
  if (table !== undefined) return page.getByRole("table", { name: table }).getByRole("button", { name }).click();
  await page
    .getByRole("button", { name, exact: true })
    .or(page.locator("summary", { hasText: name }))
    .or(page.getByRole("link", { name, exact: true }))
    // The seal of a hidden signal comes after its name.
    .or(page.getByRole("link", { name: new RegExp(`^${escaped(name)}, `) }))
    .click();
  if (name !== "Run") return;
  await page.waitForURL((url) => url.href !== before);
  await complete(page);
}

/** Waits for the analysis of the page. */
async function complete(page: Page): Promise<void> {
  await page.waitForURL(/\/analyses\//);
  await page.locator(".status").filter({ hasText: "complete" }).waitFor({ timeout: 180_000 });
}

async function point(page: Page, { from, to }: Action & { do: "point" }, fields: Written["fields"]): Promise<void> {
  const [lower, upper] = ["From [GeV]", "To [GeV]"].map((field) => Number(fields.get(field)));
  const place = ((Number(from) + Number(to)) / 2 - lower!) / (upper! - lower!);
  const box = (await page.locator(".plot .u-over").boundingBox())!;
  await page.mouse.move(box.x + place * box.width, box.y + box.height / 2);
  await expect.poll(() => page.getByTestId("readout").locator("dd").first().innerText()).toBe(`${from}–${to} GeV`);
}

/** A number of the cutflow; in small letters below it, of simulation, the unweighted one. */
async function cell(page: Page, row: string, column: string): Promise<{ text: string; events: string }> {
  const table = page.getByRole("table", { name: "Cutflow" });
  const heads = await table.locator("thead th").allInnerTexts();
  const place = heads.findIndex((head) => head.split("\n")[0] === column);
  // A label with a bar stands there twice: as it is set, and as it is read aloud.
  const line = table.getByRole("row").filter({ has: page.locator("th", { hasText: new RegExp(`${escaped(row)}$`) }) });
  const [text = "", events = ""] = (
    await line
      .locator("td")
      .nth(place - 1)
      .innerText()
  ).split("\n");
  return { text, events: events.replace(" events", "") };
}

/** A number of the panel beside the plot. */
async function inWindow(page: Page, row: string): Promise<string> {
  const line = page.getByRole("region", { name: "Events in a window" }).getByRole("row", { name: row });
  return await line.locator("td").innerText();
}

/** The value of a text such as `1,043.1 ± 3.5`, `−2` or `36 %`. */
const valueOf = (text: string) => Number.parseFloat(text.replaceAll(",", "").replace("−", "-"));

const [zTtbar, zz, signal, data] = ["Background Z, tt̄", "Background ZZ*", "Signal (mH = 125 GeV)", "Toy data"] as const;

/** What a pupil notes after an item of the lesson: the answer as the page shows it, or a number that is worked out from what it shows. */
type Notes = Record<string, string | number>;

const removed = async (page: Page, row: string, before: string, after: string): Promise<number> => {
  const [all, left] = await Promise.all([cell(page, row, before), cell(page, row, after)]);
  return 100 * (1 - valueOf(left.text) / valueOf(all.text));
};

const looks: Record<string, (page: Page) => Promise<Notes>> = {
  "1.3": async (page) => {
    const simulated = await Promise.all([zTtbar, zz, signal].map((row) => cell(page, row, "all")));
    return {
      "1a": (await cell(page, data, "all")).text,
      "1b": (await cell(page, "data_A", "all")).text,
      "1c": simulated.reduce((sum, { events }) => sum + valueOf(events), 0),
    };
  },
  "2.1": async (page) => {
    const { text, events } = await cell(page, zz, "all");
    return { "2a": text, "2b": events, "2c": (await cell(page, signal, "type")).text };
  },
  "2.3": async (page) => {
    await page.getByRole("heading", { name: /^Warnings: / }).waitFor();
    return { "2d": (await cell(page, signal, "type")).text, "2e": (await cell(page, data, "type")).text };
  },
  "3.1": async (page) => ({
    "3a": await removed(page, zTtbar, "all", "charge"),
    "3b": await removed(page, signal, "all", "charge"),
  }),
  "4.1": async (page) => ({
    "4a": (await cell(page, data, "type")).text,
    "4b": await removed(page, zTtbar, "charge", "type"),
    "4c": await removed(page, signal, "charge", "type"),
  }),
  "5.3": async (page) => ({
    "5a": (await cell(page, zTtbar, "isolation")).text,
    "5b": await removed(page, zTtbar, "type", "isolation"),
    "5c": await removed(page, signal, "type", "isolation"),
  }),
  "6.3": async (page) => ({
    "6a": valueOf((await cell(page, data, "isolation")).text) - valueOf((await cell(page, data, "pairs")).text),
    "6b": (await cell(page, zTtbar, "pairs")).text,
  }),
  "7.1": async (page) => ({
    "7a": await inWindow(page, data),
    "7b": await inWindow(page, "Signal"),
    "7c": await inWindow(page, "Background"),
    "7d": await inWindow(page, "Expected significance"),
  }),
  "7.2": async (page) => ({ "7e": await inWindow(page, "Expected significance") }),
  "7.3": async (page) => ({ "7f": await inWindow(page, "Expected significance") }),
  "7.4": async (page) => ({ "7g": await inWindow(page, "Expected significance") }),
  "8.7": async (page) => {
    const n = await page.getByTestId("readout").locator("div").filter({ hasText: data }).locator("dd").innerText();
    const [s, b] = [await inWindow(page, "Signal"), await inWindow(page, "Background")];
    return { "8a": n, "8b": s, "8c": b, "8d": (valueOf(n) - valueOf(b)) / valueOf(s) };
  },
};

/** The teacher's part: the hidden toy. */
async function startHidden(): Promise<void> {
  const [, args = ""] = /^hzz (.*) > class\.json$/m.exec(teacherBoxes[0] ?? "") ?? [];
  const { stdout } = await runHzz(args.split(" "));
  await postAnalysis(up.url, JSON.parse(stdout));
}

describe("the lesson, followed click by click", { timeout: 400_000 }, () => {
  it("has names that the page has, and answers that the page shows", async () => {
    await startHidden();
    const notes: Notes = {};
    await withPage(browser, up.url, "/", async ({ page }) => {
      const written = { fields: new Map<string, string>() };
      for (const [s, { items }] of lessonSteps.entries())
        for (const [i, { actions, seen }] of items.entries()) {
          const look = looks[`${s + 1}.${i + 1}`];
          for (const action of actions) await act(page, action, written);
          for (const name of seen) await expect.poll(() => page.locator("body").innerText()).toContain(name);
          // After a link to another page, its numbers come a little later.
          if (look !== undefined) await complete(page);
          Object.assign(notes, await look?.(page));
        }
    });
    for (const [question, answer] of lessonAnswers) {
      const note = notes[question];
      // The strength itself is for the teacher.
      if (question === "8e") continue;
      if (typeof note !== "number") expect(note, question).toBe(answer);
      // From rounded numbers, its last digit may be another.
      else expect(Math.abs(note - valueOf(answer)), question).toBeLessThanOrEqual(/\.\d/.test(answer) ? 0.1 : 1);
    }
  });
});

describe("the page of the lesson", () => {
  it("is offered by the header, and reads as the document", () =>
    withPage(browser, up.url, "/", async ({ page }) => {
      await page.getByRole("link", { name: "Lesson", exact: true }).click();
      await page.waitForURL(`${up.url}/lesson`);
      expect(await page.locator("h2").allInnerTexts()).toEqual(
        [...lessonText.matchAll(/^## (.*)$/gm)].map(([, title]) => title),
      );
      const words = await page.locator("main").innerText();
      for (const { terminal } of lessonSteps) if (terminal !== undefined) expect(words).toContain(terminal.trim());
      expect(words).not.toMatch(/\*\*|\]\(|^```/m);
      const cells = await page.locator("td:nth-child(3)").allInnerTexts();
      expect(cells.map((text) => text.trim())).toEqual([...lessonAnswers.values()]);
      await page.getByRole("link", { name: "at the end" }).click();
      await expect.poll(() => page.evaluate<boolean>("scrollY > 1000")).toBe(true);
      await page.getByRole("link", { name: "hzz-edge" }).click();
      await page.getByRole("heading", { name: "Analyses", level: 1 }).waitFor();
    }));

  it("fits on a phone, and prints on a few sheets, the answers on one of their own", () =>
    withPage(
      browser,
      up.url,
      "/lesson",
      async ({ page }) => {
        expect(await page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
        const folder = await mkdtemp(join(tmpdir(), "hzz-lesson-"));
        try {
          const path = join(folder, "lesson.pdf");
          await writeFile(
            path,
            await page.pdf({ format: "A4", margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } }),
          );
          const pages = (await readFile(path, "latin1")).match(/\/Type ?\/Page\b/g)!.length;
          expect(pages).toBeGreaterThan(2);
          expect(pages).toBeLessThanOrEqual(7);
        } finally {
          await rm(folder, { recursive: true });
        }
      },
      { viewport: { width: 390, height: 844 } },
    ));
});
