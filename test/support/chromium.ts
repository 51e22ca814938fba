import { buffer } from "node:stream/consumers";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Download,
  type Page,
} from "playwright-core";
import { findProgram } from "./find-program.ts";

/** No sandbox, since containers have none to give; nothing that asks for other hosts on its own account. */
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The pages below the address bar: no test sees them, and each profile spent 0.4 s of a core on them. Chromium adds this to
  // what playwright switches off.
  "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
];

/**
 * Starts the Chromium of this machine, with a fresh profile. To be closed after the tests.
 *
 * @throws {Error} saying how to install it where it is missing: these tests are never skipped.
 */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findProgram(["chromium", "chromium-browser"], "chromium"),
    args: flags,
  });
}

/** A page, and everything about it that should not be. */
export interface WatchedPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors and warnings on the console, exceptions, requests to elsewhere; what the content-security policy forbids is among them. */
  readonly complaints: readonly string[];
  /** Every address that it asked for. */
  readonly requests: readonly string[];
}

/**
 * A page in a profile of its own.
 *
 * @param origin of the server: whatever is asked for elsewhere is a complaint
 */
async function openWatched(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => {
    complaints.push(`exception: ${error.message}`);
  });
  page.on("request", (request) => {
    requests.push(request.url());
    if (!request.url().startsWith(`${origin}/`) && !/^(blob|data):/.test(request.url()))
      complaints.push(`request to elsewhere: ${request.url()}`);
  });
  return { context, page, complaints, requests };
}

/**
 * Uses a page in a profile of its own, and closes it.
 *
 * @param path of the page on the server
 * @param options as of a browser's context; `expected`: complaints that the test means to provoke
 * @throws {Error} listing what the page complained of and should not have
 */
export async function withPage(
  browser: Browser,
  origin: string,
  path: string,
  use: (watched: WatchedPage) => Promise<void>,
  { expected, ...options }: BrowserContextOptions & { readonly expected?: RegExp } = {},
): Promise<void> {
  const watched = await openWatched(browser, origin, options);
  try {
    await watched.page.goto(`${origin}${path}`);
    await use(watched);
  } finally {
    await watched.context.close();
  }
  const left = watched.complaints.filter((complaint) => expected?.test(complaint) !== true);
  if (left.length > 0) throw new Error(`The page complained:\n${left.join("\n")}`);
}

/** The same for the page of an analysis, when its plot is there. */
export async function withAnalysisPage(
  browser: Browser,
  origin: string,
  id: string,
  use: (watched: WatchedPage) => Promise<void>,
  options: BrowserContextOptions & { readonly expected?: RegExp } = {},
): Promise<void> {
  await withPage(
    browser,
    origin,
    `/analyses/${id}`,
    async (watched) => {
      await watched.page.locator(".plot canvas").waitFor();
      await use(watched);
    },
    options,
  );
}

/** What was downloaded. Where it lies is the browser's own affair. */
export async function bytesOf(download: Download): Promise<Buffer> {
  return await buffer(await download.createReadStream());
}
