import type { Browser } from "playwright-core";
import { beforeAll } from "vitest";
import { launchChromium } from "./chromium.ts";
import { type PageServer, startPageServer } from "./page-server.ts";

export interface BrowserAndServer {
  readonly browser: Browser;
  readonly server: PageServer;
}

/**
 * Starts what all tests of a file about the page share, before the first, and ends it after the last.
 *
 * @param take keeps them, and may write the log of an analysis that every test looks at
 * @param changes to what the app of a plotter is given
 */
export function usePageServer(
  take: (started: BrowserAndServer) => void | Promise<void>,
  changes: Parameters<typeof startPageServer>[0] = {},
): void {
  beforeAll(async () => {
    const [browser, server] = await Promise.all([launchChromium(), startPageServer(changes)]);
    await take({ browser, server });
    return async () => {
      await browser.close();
      await server.close();
    };
  });
}
