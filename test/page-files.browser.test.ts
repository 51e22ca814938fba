import { get } from "node:http";
import type { Browser, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { bytesOf, withAnalysisPage, withPage } from "./support/chromium.ts";
import { samples } from "./support/page-fixture.ts";
import type { PageServer } from "./support/page-server.ts";
import { decodePng } from "./support/png.ts";
import { usePageServer } from "./support/use-page-server.ts";

let browser: Browser;
let server: PageServer;
let id: string;

usePageServer(async (started) => {
  ({ browser, server } = started);
  id = await server.start();
  await server.read(id, samples);
});

async function download(page: Page, role: "button" | "link", name: string): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole(role, { name }).click()]);
  return { name: file.suggestedFilename(), bytes: await bytesOf(file) };
}

/** Bytes of an answer as it is sent to who takes these codings. */
function sizeOnTheWire(url: string, codings: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": codings } }, (answer) => {
      let size = 0;
      answer
        .on("data", (chunk: Buffer) => (size += chunk.length))
        .on("end", () => {
          resolve(size);
        });
    }).on("error", reject);
  });
}

describe("downloads", () => {
  it.each([1, 1.5, 2])(
    "give a picture of 1600 × 1200 pixels on white, on a screen of density %d",
    (deviceScaleFactor) =>
      withAnalysisPage(
        browser,
        server.url,
        id,
        async ({ page }) => {
          const { name, bytes } = await download(page, "button", "PNG");
          expect(name).toBe(`${id}-m4l.png`);
          // A transparent picture would show the background given here.
          const picture = decodePng(bytes, "#00ff00");
          expect([picture.width, picture.height]).toEqual([1600, 1200]);
          expect(picture.color(2, 1198)).toBe("#ffffff");
          const colors = new Set<string>();
          for (let y = 0; y < picture.height; y += 2)
            for (let x = 0; x < picture.width; x += 2) colors.add(picture.color(x, y));
          for (const color of ["#ff0000", "#6b59d3", "#00cdff", "#000000"]) expect(colors).toContain(color);
        },
        // The picture is light on every screen.
        { deviceScaleFactor, colorScheme: "dark" },
      ),
  );

  it("give the histogram as the interface gives it", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const { name, bytes } = await download(page, "link", "JSON (UHI)");
      expect(name).toBe(`${id}-m4l.json`);
      const answer = await fetch(`${server.url}/analyses/${id}/histograms/m4l`);
      expect(bytes.toString()).toBe(await answer.text());
    }));

  it("give the whole result as a ROOT file and as CSV", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      for (const [link, file] of [
        ["ROOT", "results.root"],
        ["CSV", "results.csv"],
      ] as const) {
        const { name, bytes } = await download(page, "link", link);
        expect(name).toBe(`${id}-${file}`);
        const answer = await fetch(`${server.url}/analyses/${id}/${file}`);
        expect(bytes.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
      }
    }));

  it("give the specification", () =>
    withAnalysisPage(browser, server.url, id, async ({ page }) => {
      const { bytes } = await download(page, "link", "Specification (JSON)");
      expect(JSON.parse(bytes.toString())).toEqual(server.view(id).spec);
    }));
});

describe("the files of the page", () => {
  it("come from the server alone, and keep its content-security policy", async () => {
    const answer = await fetch(server.url, { headers: { accept: "text/html" } });
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await answer.text();
    expect(html).not.toMatch(/ style=|<style|<script>| on\w+=/);
    // Whatever the policy forbids, and every request to elsewhere, is a complaint that fails this.
    await withPage(browser, server.url, "/", async ({ page, requests }) => {
      await page.getByRole("link", { name: "Page fixture" }).click();
      await page.locator(".plot canvas").waitFor();
      expect(requests.every((url) => new URL(url).origin === server.url)).toBe(true);
    });
  });

  // A fourth of a plot is uPlot, without what the page does not use of it.
  it.each([
    { what: "the list", path: () => "/", ready: "a:has-text('Page fixture')", most: 22_500, gzip: 25_000 },
    { what: "a plot", path: () => `/analyses/${id}`, ready: ".plot canvas", most: 60_000, gzip: 66_500 },
  ])("stay small: $what needs less than $most bytes, $gzip with gzip", async ({ path, ready, most, gzip }) => {
    const address = new URL(path(), server.url);
    const html = await (await fetch(address, { headers: { accept: "text/html" } })).text();
    const names = html.match(/assets\/[\w-]+-[A-Z2-7]{8}\.js/g)!;
    const ofPage = new Set(names.map((name) => `${server.url}/${name}`));
    const sentTo = new Map<string, number>();
    await withPage(browser, server.url, address.pathname, async ({ page, requests }) => {
      await page.locator(ready).first().waitFor();
      // All that it waits for stands in the page, so that nothing waits for something else.
      const fetched = requests.filter((url) => url.endsWith(".js") && !url.includes("stream-worker"));
      expect(fetched).toEqual(expect.arrayContaining([...ofPage]));
      const sizes = await page.evaluate(() =>
        performance
          .getEntriesByType("resource")
          .map((entry) => [entry.name, (entry as unknown as { encodedBodySize: number }).encodedBodySize] as const),
      );
      for (const [url, size] of sizes) if (ofPage.has(url)) sentTo.set(url, Math.max(size, sentTo.get(url) ?? 0));
      // Beside the list a plot's scripts come later, before anybody asks for them; beside a plot, what stands around it and the list.
      if (path() !== "/")
        for (const url of fetched)
          if (!ofPage.has(url)) expect(url).toMatch(/\/(after-the-plot|home-page|after-the-list|chunk)-/);
    });
    const sumOf = async (codings: string) =>
      (await Promise.all([...ofPage].map((url) => sizeOnTheWire(url, codings)))).reduce((sum, size) => sum + size, 0);
    const packed = await sumOf("gzip, deflate, br, zstd");
    expect(packed).toBeLessThan(most);
    // That is what this browser was sent.
    expect([...sentTo.values()].reduce((sum, size) => sum + size, 0)).toBe(packed);
    expect(await sumOf("gzip, deflate")).toBeLessThan(gzip);
  });
});
