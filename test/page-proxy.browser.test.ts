import { readFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analysisDocumentSchema } from "../src/protocol/documents/analysis-document.ts";
import { readDocument } from "../src/protocol/documents/document-schema.ts";
import { launchChromium, withPage } from "./support/chromium.ts";
import { startNginx, type TestNginx } from "./support/nginx-server.ts";
import { type PageServer, startPageServer } from "./support/page-server.ts";
import { openEvents } from "./support/event-client.ts";
import { samples } from "./support/page-fixture.ts";

/** What docs/proxy.md tells people to write: with the path taken off, and left on. */
const [takenOff, leftOn] = Array.from(
  readFileSync(join(import.meta.dirname, "../docs/proxy.md"), "utf8").matchAll(/^```nginx\n([\s\S]*?)^```$/gm),
  ([, block]) => block!,
) as [string, string];

let browser: Browser;
let nginx: TestNginx;
/** One that knows nothing of its proxy, and one that knows the path. */
let plain: PageServer;
let based: PageServer;

beforeAll(async () => {
  [browser, plain, based] = await Promise.all([
    launchChromium(),
    startPageServer(),
    startPageServer({ basePath: "/deep/down/hzz" }),
  ]);
  const locationOf = (block: string, path: string, { url }: PageServer) =>
    block.replace("/tools/hzz", path).replace("http://127.0.0.1:8080", url);
  nginx = await startNginx(
    `${locationOf(takenOff, "/tools/hzz", plain)}\n${locationOf(leftOn, "/deep/down/hzz", based)}`,
  );
});

afterAll(async () => {
  await browser.close();
  await nginx.close();
  await Promise.all([plain.close(), based.close()]);
});

describe.each([
  ["taken off", "/tools/hzz", () => plain, "TLS and HTTP/2"],
  ["left on", "/deep/down/hzz", () => based, "HTTP/1.1"],
] as const)("behind nginx with the path %s", (_, path, plotter, everyPageOver) => {
  it.each([
    ["HTTP/1.1", "http/1.1", () => nginx.url],
    ["TLS and HTTP/2", "h2", () => nginx.secureUrl],
  ] as const)(
    "the page works over %s, and follows an analysis live",
    { timeout: 180_000 },
    async (title, protocol, server) => {
      const id = await plotter().start(title);
      // Whatever is asked for elsewhere than below the path is a complaint.
      const site = `${server()}${path}`;
      await withPage(
        browser,
        site,
        "/",
        async ({ page }) => {
          expect(await page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol")).toBe(protocol);
          expect(await page.locator(".command").first().innerText()).toContain(` ${site}/analyses`);
          await page.getByRole("link", { name: title, exact: true }).click();
          await page.locator(".plot canvas").waitFor();
          expect(page.url()).toBe(`${site}/analyses/${id}`);
          await plotter().read(id, ["periodA"]);
          await page.locator(".legend-yield").first().filter({ hasText: "48" }).waitFor();

          await page.reload();
          await page.locator(".legend-yield").first().filter({ hasText: "48" }).waitFor();
          await plotter().read(id, ["periodB"]);
          await page.locator(".legend-yield").first().filter({ hasText: "88" }).waitFor();
          const [file] = await Promise.all([
            page.waitForEvent("download"),
            page.getByRole("link", { name: "CSV" }).click(),
          ]);
          expect(file.suggestedFilename()).toBe(`${id}-results-running.csv`);
          await page.getByRole("button", { name: "Cancel" }).click();
          await page.locator(".status").filter({ hasText: "cancelled" }).waitFor();

          // How an address is found does not depend on the protocol, so that each of the two has all pages once.
          if (title !== everyPageOver) return;
          await page.getByRole("link", { name: "Operations" }).click();
          await page.getByRole("heading", { name: "Operations", level: 1 }).waitFor();
          await page.reload();
          await page.locator(".lanes tr").first().waitFor();
          await page.getByRole("link", { name: "hzz-edge" }).click();
          await page.getByRole("link", { name: title, exact: true }).waitFor();

          await page.getByRole("link", { name: "API", exact: true }).click();
          // The first operation that is opened makes Swagger UI resolve the whole description in one piece, and then again what it has
          // found: the page answers no pointer meanwhile, on a busy machine for longer than Playwright waits for one.
          page.setDefaultTimeout(0);
          await page.locator("#operations-analyses-listAnalyses .opblock-summary-control").dispatchEvent("click");
          await page.getByRole("button", { name: "Try it out" }).dispatchEvent("click");
          const asked = page.waitForRequest((request) => request.url() === `${site}/analyses`);
          await page.getByRole("button", { name: "Execute" }).click();
          await asked;
          await page.locator(".live-responses-table .response-col_status", { hasText: "200" }).waitFor();
        },
        { ignoreHTTPSErrors: true },
      );
    },
  );

  it("without the slash at the end of the path leads to the page", () =>
    withPage(browser, nginx.url, path, async ({ page }) => {
      await page.getByRole("heading", { name: "Analyses", level: 1 }).waitFor();
      expect(page.url()).toBe(`${nginx.url}${path}/`);
    }));

  it("answers are packed as the plotter has packed them, and events come as they happen", async () => {
    const id = await plotter().start("For a program");
    const url = `${nginx.url}${path}/analyses/${id}`;
    const answer = await fetch(url);
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    readDocument(analysisDocumentSchema, await answer.json());
    const events = await openEvents(`${url}/events`);
    expect(events.response.headers.get("content-encoding")).toBeNull();
    await events.state();
    await plotter().read(id, samples.slice(0, 1));
    await events.state(({ update }) => update.progress.partitionsDone === 1);
    events.close();
  });
});

it("over HTTPS too, a script with a hashed name may be kept for ever", async () => {
  const html = await (await fetch(`${nginx.url}/tools/hzz/`, { headers: { accept: "text/html" } })).text();
  const [asset] = /assets\/page-[A-Z2-7]{8}\.js/.exec(html)!;
  const headers = await new Promise<NodeJS.Dict<string | string[]>>((resolve, reject) => {
    const url = `${nginx.secureUrl}/tools/hzz/${asset}`;
    get(url, { rejectUnauthorized: false, headers: { "accept-encoding": "gzip" } }, (answer) => {
      answer.resume();
      resolve(answer.headers);
    }).on("error", reject);
  });
  expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(headers["content-encoding"]).toBe("gzip");
});
