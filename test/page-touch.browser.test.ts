import type { Browser, CDPSession, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { withAnalysisPage } from "./support/chromium.ts";
import { samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { usePageServer } from "./support/use-page-server.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.start();
  await server.read(id, samples);
});

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Puts a finger down, draws it along in some steps, and lifts it once it has come to rest, as the screen would report it. One that is
 * lifted while it moves flings the page, and the browser takes the next tap as the one that ends that.
 */
async function drag(session: CDPSession, from: Place, to: Place): Promise<void> {
  let timestamp = Date.now() / 1000;
  const send = async (type: "touchStart" | "touchMove" | "touchEnd", place: Place | undefined, after: number) => {
    timestamp += after;
    await session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: place === undefined ? [] : [place],
      timestamp,
    });
  };
  await send("touchStart", from, 0);
  for (let i = 1; i <= 10; i++) {
    const x = from.x + ((to.x - from.x) * i) / 10;
    const y = from.y + ((to.y - from.y) * i) / 10;
    await send("touchMove", { x, y }, 0.02);
  }
  await send("touchMove", to, 0.5);
  await send("touchEnd", undefined, 0.5);
}

const onPhone = (use: (page: Page, session: CDPSession) => Promise<void>) =>
  withAnalysisPage(
    browser,
    server.url,
    id,
    async ({ context, page }) => {
      // It comes with what can be done by touch.
      await page.getByRole("heading", { name: "Events in a window" }).waitFor();
      await use(page, await context.newCDPSession(page));
    },
    phone,
  );

const frameOf = async (page: Page) => (await page.locator(".plot .u-over").boundingBox())!;
const scrolled = (page: Page) => page.evaluate<number>("scrollY");
const hash = (page: Page) => page.evaluate<string>("location.hash");

describe("a finger on the plot", () => {
  it.each([
    { way: "right", from: 0.25, to: 0.55 },
    { way: "left", from: 0.55, to: 0.25 },
  ])("that is drawn to the $way zooms to what it passed, and scrolls nothing", ({ from, to }) =>
    onPhone(async (page, session) => {
      const { x, y, width, height } = await frameOf(page);
      const before = await scrolled(page);
      await drag(session, { x: x + from * width, y: y + height / 2 }, { x: x + to * width, y: y + height / 2 });
      await page.getByRole("group", { name: "Range" }).waitFor();
      // Of ten bins those that the finger touched.
      await expect.poll(() => hash(page)).toBe("#m4l&zoom=2:6");
      expect(await scrolled(page)).toBe(before);
      await page.getByRole("button", { name: "Whole axis" }).tap();
      await page.getByRole("group", { name: "Range" }).waitFor({ state: "detached" });
    }),
  );

  it("that is drawn upwards scrolls the page, and zooms nothing", () =>
    onPhone(async (page, session) => {
      const { x, y, width, height } = await frameOf(page);
      const before = await scrolled(page);
      await drag(session, { x: x + width / 2, y: y + height - 10 }, { x: x + width / 2 + 20, y: y + 10 });
      await expect.poll(() => scrolled(page)).toBeGreaterThan(before + 100);
      expect(await hash(page)).not.toContain("zoom");
      expect(
        await page
          .locator(".plot .u-select")
          .evaluate((mark) => (mark as unknown as { clientWidth: number }).clientWidth),
      ).toBe(0);
    }));

  it("beside a second one leaves the page to the browser, which enlarges it", () =>
    onPhone(async (page, session) => {
      const { x, y, width, height } = await frameOf(page);
      const [middle, line] = [x + width / 2, y + height / 2];
      const apart = (by: number) => [
        { x: middle - by, y: line, id: 0 },
        { x: middle + by, y: line, id: 1 },
      ];
      await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [apart(20)[0]!] });
      await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: apart(20) });
      for (let by = 30; by <= 100; by += 10)
        await session.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: apart(by) });
      await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
      await expect.poll(() => page.evaluate<number>("visualViewport.scale")).toBeGreaterThan(1.5);
      expect(await hash(page)).not.toContain("zoom");
    }));
});
