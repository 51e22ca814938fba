import type { Browser } from "playwright-core";

/** What Lighthouse would say of a page, counted from the beginning of its navigation. Milliseconds, and bytes as they were sent. */
export interface Loading {
  /** First contentful paint. */
  readonly fcp: number;
  /** Largest contentful paint. */
  readonly lcp: number;
  /** Total blocking time: of each task after the first paint what it takes beyond 50 ms. */
  readonly tbt: number;
  /** Cumulative layout shift. */
  readonly cls: number;
  readonly bytes: number;
}

export interface Device {
  readonly name: string;
  readonly screen: {
    readonly viewport: { readonly width: number; readonly height: number };
    readonly deviceScaleFactor?: number;
    readonly isMobile?: boolean;
    readonly hasTouch?: boolean;
  };
  /** How many times slower its processor is made. */
  readonly slower: number;
}

export const devices: readonly Device[] = [
  { name: "1400 × 900", screen: { viewport: { width: 1400, height: 900 } }, slower: 1 },
  {
    name: "phone, 4 × slower",
    screen: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    slower: 4,
  },
];

/** Runs in the page before its own scripts. Shifts are summed over the whole time, which is short. */
const observers = `(() => {
  const seen = (window.benchLoading = { lcp: 0, cls: 0, tasks: [] });
  const watch = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
  watch("longtask", (entry) => { seen.tasks.push([entry.startTime, entry.duration]); });
})()`;

interface Seen {
  readonly fcp: number;
  readonly lcp: number;
  readonly cls: number;
  readonly tasks: readonly (readonly [number, number])[];
}

/** What is fetched and done after the page is ready belongs to it as well: how long it is watched for that. */
const afterwardsMs = 3000;

/**
 * Opens the page with an empty cache.
 *
 * @param ready selector of what must be there
 */
export async function measureLoading(
  browser: Browser,
  address: string,
  ready: string,
  { screen, slower }: Device,
): Promise<Loading> {
  const context = await browser.newContext(screen);
  try {
    const page = await context.newPage();
    await page.addInitScript(observers);
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.goto(address);
    await page.locator(ready).first().waitFor();
    await page.waitForTimeout(afterwardsMs);
    const { fcp, lcp, cls, tasks } = await page.evaluate<Seen>(
      "({ ...benchLoading, fcp: performance.getEntriesByName('first-contentful-paint')[0].startTime })",
    );
    const blocking = ([start, duration]: readonly [number, number]) =>
      Math.max(0, Math.min(duration, start + duration - fcp) - 50);
    return { fcp, lcp, cls, bytes, tbt: tasks.reduce((sum, task) => sum + blocking(task), 0) };
  } finally {
    await context.close();
  }
}
