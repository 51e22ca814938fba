import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchChromium } from "./support/chromium.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";

let browser: Browser;
let server: PageServer;
let context: BrowserContext;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(), startPageServer()]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 400, height: 300 } });
});
afterEach(() => context.close());

interface OpenTab {
  readonly id: string;
  readonly page: Page;
}

/** A tab on a running analysis of its own, when it shows it. */
async function openTab(title: string): Promise<OpenTab> {
  const id = await server.start(title);
  const page = await context.newPage();
  await page.goto(`${server.url}/analyses/${id}`);
  await page.getByRole("heading", { name: title, exact: true }).waitFor();
  return { id, page };
}

async function openTabs(count: number, title: string): Promise<OpenTab[]> {
  const tabs: OpenTab[] = [];
  // Four at a time: together they would take longer.
  for (let first = 0; first < count; first += 4)
    tabs.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(4, count - first) }, (_, i) => openTab(`${title} ${first + i}`)),
      )),
    );
  return tabs;
}

const shows = async ({ page }: OpenTab, data: string) =>
  page.locator(".legend-yield").first().filter({ hasText: data }).waitFor();

async function openStreams(): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/_streams (\d+)$/m.exec(metrics)?.[1]);
}

/** Whether a page can be seen is not for a test to say otherwise: pages without a screen all count as shown. */
const setHidden = ({ page }: OpenTab, hidden: boolean) =>
  page.evaluate(`Object.defineProperty(document, "hidden", { value: ${hidden}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"))`);

describe("twenty tabs of one browser on running analyses", () => {
  it("all load and all update, through one stream", { timeout: 300_000 }, async () => {
    const tabs = await openTabs(20, "Tab");
    await expect.poll(openStreams).toBe(1);
    for (const { id } of tabs) await server.read(id, ["periodA"]);
    await Promise.all(tabs.map((tab) => shows(tab, "48")));
    // After some have gone, the others go on.
    await Promise.all(tabs.splice(0, 10).map(({ page }) => page.goto("about:blank")));
    for (const { id } of tabs) await server.read(id, ["periodB"]);
    await Promise.all(tabs.map((tab) => shows(tab, "88")));
    // A stream for fewer analyses takes the place of the one before, which the server may see end a moment later.
    await expect.poll(openStreams).toBe(1);
  });

  it("on one analysis all show the same, whenever they came", { timeout: 120_000 }, async () => {
    const first = await openTab("Shared");
    await server.read(first.id, ["periodA"]);
    await shows(first, "48");
    const second = { id: first.id, page: await context.newPage() };
    await second.page.goto(first.page.url());
    await shows(second, "48");
    await server.read(first.id, ["periodB"]);
    await Promise.all([shows(first, "88"), shows(second, "88")]);
    await server.read(first.id, ["Zee", "llll", "eell", "ggH"]);
    for (const { page } of [first, second]) await page.locator(".status").filter({ hasText: "complete" }).waitFor();
    await expect.poll(openStreams).toBe(0);
  });
});

describe("in a browser without shared workers", () => {
  beforeEach(() => context.addInitScript("delete globalThis.SharedWorker"));

  it(
    "a hidden tab lets go of its stream, and shows all that it missed when it is seen",
    { timeout: 120_000 },
    async () => {
      const hidden: OpenTab[] = [];
      for (let i = 0; i < 7; i++) {
        const tab = await openTab(`Hidden ${i}`);
        await expect.poll(openStreams).toBe(1);
        await setHidden(tab, true);
        await expect.poll(openStreams).toBe(0);
        hidden.push(tab);
      }
      const seen = await openTab("Seen");
      for (const { id } of [seen, ...hidden]) await server.read(id, ["periodA"]);
      await shows(seen, "48");
      const [first] = hidden as [OpenTab];
      expect(await first.page.locator(".legend-yield").first().innerText()).not.toBe("48");
      await setHidden(first, false);
      await shows(first, "48");
      await server.read(first.id, ["periodB"]);
      await shows(first, "88");
    },
  );
});

it("where the script of the worker cannot be had, a tab has a stream of its own", async () => {
  await context.route(/stream-worker/, (route) => route.fulfill({ status: 404 }));
  const tab = await openTab("Alone");
  await server.read(tab.id, ["periodA"]);
  await shows(tab, "48");
});

it("where the worker starts and says nothing, a tab has a stream of its own after a while", async () => {
  await context.route(/stream-worker/, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  const tab = await openTab("Mute");
  await server.read(tab.id, ["periodA"]);
  await shows(tab, "48");
});

it("where no stream says it, a tab shows all the same that it has cancelled its analysis", async () => {
  await context.route(/stream-worker/, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  // It never gets so far as to do without the worker.
  await context.addInitScript(
    "const real = setTimeout; window.setTimeout = (act, ms, ...given) => (ms >= 1000 ? 0 : real(act, ms, ...given));",
  );
  const { page } = await openTab("Cancelled");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.locator(".analysis-header .status-cancelled").waitFor();
});
