import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { join, normalize } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMemorySink } from "../src/rootio/write/byte-sink.ts";
import { writeRootResults } from "../src/results/write-root-results.ts";
import { launchChromium, withPage } from "./support/chromium.ts";
import { resultsView } from "./support/results-view.ts";

const modules = join(import.meta.dirname, "../node_modules/jsroot");

/** Draws what the query names from the results file, and says in the title when it is done. */
const script = `
import { openFile } from "/jsroot/modules/io.mjs";
import { draw } from "/jsroot/modules/draw.mjs";
const query = new URLSearchParams(location.search);
const file = await openFile(await (await fetch("/results.root")).arrayBuffer());
await draw("plot", await file.readObject(query.get("object")), query.get("option"));
document.title = "drawn";
`;
const html = `<!doctype html><meta charset="utf-8"><title>wait</title><link rel="icon" href="data:,">
<div id="plot" style="width: 800px; height: 600px"></div><script type="module" src="/draw.js"></script>`;

const view = await resultsView();
let server: Server;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  const sink = createMemorySink();
  await writeRootResults(view, sink, { version: "1.2.3" });
  const answers = new Map<string, { readonly type: string; readonly body: string | Uint8Array }>([
    ["/", { type: "text/html", body: html }],
    ["/draw.js", { type: "text/javascript", body: script }],
    ["/results.root", { type: "application/octet-stream", body: sink.bytes() }],
  ]);
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    const known = answers.get(pathname);
    if (known !== undefined) {
      response.writeHead(200, { "content-type": known.type }).end(known.body);
      return;
    }
    readFile(join(modules, normalize(pathname.replace(/^\/jsroot\//, "")))).then(
      (file) => response.writeHead(200, { "content-type": "text/javascript" }).end(file),
      () => response.writeHead(404).end(),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

/** Any complaint on the console, and any request to elsewhere, fails it. */
function withDrawn(object: string, option: string, use: (page: Page) => Promise<void>): Promise<void> {
  const path = `/?object=${object}&option=${option}`;
  return withPage(browser, origin, path, async ({ page }) => {
    await page.waitForFunction("document.title === 'drawn'");
    await use(page);
  });
}

/** All words of the drawing, one after the other. jsroot makes a text of each part of a title. */
async function wordsIn(page: Page): Promise<string> {
  const words = await page.evaluate<string[]>(
    "Array.from(document.querySelectorAll('#plot svg text'), (text) => text.textContent)",
  );
  return words.join(" ").replace(/\s+/g, " ");
}

const pathsIn = (page: Page) =>
  page.evaluate<string[]>(
    "Array.from(document.querySelectorAll('#plot .root_frame path'), (p) => p.getAttribute('d'))",
  );

describe("a results file in jsroot", () => {
  const histogram = view.groups[1]!.samples[1]!.histograms.get("m4l")!;
  const values = Array.from(histogram.values());
  const errors = Array.from(histogram.errors());

  it("shows a histogram with titles and units", () =>
    withDrawn("z-ttbar/ttbar/m4l", "hist", async (page) => {
      const words = await wordsIn(page);
      for (const title of ["Events / 5 GeV", "Invariant mass of 4 l , t t", "(Toy simulation, not ATLAS data)"])
        expect(words).toContain(title);
      expect(words).toMatch(/m 4 ?l \[GeV\]/);
      expect(words).not.toContain("#");
    }));

  it("shows each bin as high as its content, and its error as long as it is", () =>
    withDrawn("z-ttbar/ttbar/m4l", "hist,E", async (page) => {
      const paths = await pathsIn(page);
      const line = paths.find((path) => /^M0,\d+(h\d+v-?\d+)+h\d+/.test(path)) ?? "";
      const bars = paths.find((path) => /^(M\d+,\d+h\d+M\d+,\d+v\d+)+$/.test(path)) ?? "";
      let y = Number(/^M0,(\d+)/.exec(line)?.[1]);
      const heights = [y, ...Array.from(line.matchAll(/v(-?\d+)/g), ([, step]) => (y += Number(step)))];
      expect(heights).toHaveLength(values.length);
      const pixels = (heights.at(-1)! - heights[0]!) / (values.at(-1)! - values[0]!);
      expect(pixels).toBeLessThan(-5);
      for (const [i, height] of heights.entries())
        expect(Math.abs(height - heights[0]! - pixels * (values[i]! - values[0]!)), `bin ${i}`).toBeLessThan(2);
      const lengths = Array.from(bars.matchAll(/v(\d+)/g), ([, length]) => Number(length));
      expect(lengths).toHaveLength(errors.length);
      for (const [i, length] of lengths.entries())
        expect(Math.abs(length + 2 * pixels * errors[i]!), `bin ${i}`).toBeLessThan(4);
    }));

  it("shows a cutflow with the names of the cuts", () =>
    withDrawn("data/cutflow", "hist", async (page) => {
      expect(await wordsIn(page)).toMatch(/all charge type/);
    }));
});
