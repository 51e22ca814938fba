// `npm run picture`: makes docs/pictures/page.png, the picture in README.md, from the running program: the page of the finished toy, in the Chromium of
// this machine; and docs/pictures/pages/, what every page looks like in sizes and colours, for those who change them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";
import { format, resolveConfig } from "prettier";
import { buildBundles } from "./build.mjs";
import { root } from "./install.mjs";

await buildBundles();
const hzz = [join(root, "dist/hzz.js"), "up", "--port", "0", "--start", "hzz-toy"];
const server = spawn(process.execPath, hzz, { stdio: ["ignore", "pipe", "inherit"] });
let printed = "";
const folder = join(root, "docs/pictures");
/** @type {import("playwright-core").Browser | undefined} */
let browser;
try {
  const address = await addressOfPlot();
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  await pictureOfPlot(browser, address);
  await picturesOfPages(browser, new URL(address).origin, new URL(address).pathname);
} finally {
  // Whatever failed, nothing stays running.
  await browser?.close();
  server.removeAllListeners("exit");
  if (server.exitCode === null && server.signalCode === null && server.kill("SIGINT")) await once(server, "exit");
}

/** @returns {Promise<string>} once the toy is finished */
function addressOfPlot() {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`hzz up ended: ${printed}`)));
    // Its last lines are the yields, and below them the address of the plot.
    server.stdout.setEncoding("utf8").on("data", (text) => {
      printed += text;
      const [found] = /http\S+\/analyses\/\w+(?=\s*$)/.exec(printed) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
}

async function pictureOfPlot(/** @type {import("playwright-core").Browser} */ browser, /** @type {string} */ address) {
  const page = await browser.newPage({ viewport: { width: 960, height: 1000 }, colorScheme: "light" });
  await page.goto(address);
  await page.getByText("complete", { exact: true }).first().waitFor();
  const plot = page.locator(".plot").first();
  await plot.locator("canvas").waitFor();
  const { y = 0, height = 0 } = (await plot.boundingBox()) ?? {};
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, "page.png"), clip: { x: 0, y: 0, width: 960, height: y + height + 16 } });
  await page.close();
}

/**
 * Every state at three sizes, light and dark, as `STATE-WIDTH-SCHEME.webp`.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} origin
 * @param {string} analysis path of its page
 */
async function picturesOfPages(browser, origin, analysis) {
  const pages = join(folder, "pages");
  rmSync(pages, { recursive: true, force: true });
  mkdirSync(pages);
  // A second one, so that there is something to compare, with regions.
  const spec = await (await fetch(`${origin}${analysis}/spec`)).json();
  const changed = {
    ...spec,
    title: "Four leptons above 100 GeV",
    cuts: [...spec.cuts, { name: "mass", expression: "m4l > 100" }],
    regions: [
      { name: "peak", label: "115 GeV to 130 GeV", where: "m4l > 115 && m4l < 130" },
      { name: "above", label: "above 130 GeV", where: "m4l >= 130" },
    ],
  };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${origin}/analyses`, { method: "POST", headers, body: JSON.stringify(changed) });
  const { id } = await answer.json();
  while ((await (await fetch(`${origin}/analyses/${id}`)).json()).status !== "complete")
    await new Promise((resolve) => setTimeout(resolve, 200));
  const plotIsThere = (/** @type {import("playwright-core").Page} */ page) =>
    page.locator(".plot canvas").first().waitFor();
  /** @type {[state: string, path: string, ready: (page: import("playwright-core").Page) => Promise<unknown>][]} */
  const states = [
    ["compare", `/compare?a=${basename(analysis)}&b=${id}`, (page) => page.locator("canvas").first().waitFor()],
    ["list", "/", (page) => page.getByRole("button", { name: "Start hzz-2020" }).waitFor()],
    ["plot", analysis, plotIsThere],
    ["pulls", `${analysis}#m4l&below=pulls&log=yes`, plotIsThere],
    ["samples", `${analysis}#m4l&stack=samples`, plotIsThere],
    ["shapes", `${analysis}#m4l&shapes=yes`, plotIsThere],
    ["regions", `/analyses/${id}#m4l&regions=yes`, (page) => page.locator("canvas").nth(2).waitFor()],
    [
      "cutflow",
      `${analysis}#m4l&cutflow=stacked`,
      async (page) => {
        const heading = page.getByRole("heading", { name: "Cutflow" });
        await heading.waitFor();
        await heading.evaluate((element) => element.scrollIntoView());
      },
    ],
    ["editor", "/new?preset=hzz-toy", (page) => page.getByRole("region", { name: "Events that are left" }).waitFor()],
    [
      "fit",
      analysis,
      opened("Fit: signal strength", (page) => page.getByText("Parameters, by their impact").waitFor()),
    ],
    [
      "change",
      analysis,
      opened("Cuts, bins, luminosity", (page) => page.getByLabel("An event passes if").first().waitFor()),
    ],
    ["operations", "/operations", (page) => page.locator(".lanes").waitFor()],
  ];
  for (const [width, height] of [
    [1400, 900],
    [820, 1180],
    [390, 844],
  ])
    for (const colorScheme of /** @type {const} */ (["light", "dark"]))
      for (const [state, path, ready] of states) {
        console.log(`${state}, ${width} × ${height}, ${colorScheme}`);
        const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
        await page.goto(`${origin}${path}`);
        await ready(page);
        // What is chosen in the address is fetched after the plot is there.
        await page.waitForTimeout(700);
        const picture = await page.screenshot({ animations: "disabled" });
        writeFileSync(join(pages, `${state}-${width}-${colorScheme}.webp`), await packed(browser, picture));
        await page.close();
      }
  const readme = join(pages, "README.md");
  const text = describePictures(states.map(([state]) => state));
  writeFileSync(readme, await format(text, { ...(await resolveConfig(readme)), filepath: readme }));
}

function describePictures(/** @type {string[]} */ states) {
  const parts = states.map((state) => {
    const others = ["1400-light", "1400-dark", "820-light", "820-dark", "390-light", "390-dark"];
    const links = others.map((other) => `[${other.replace("-", ", ")}](${state}-${other}.webp)`);
    return `## ${state}\n\n![${state}](${state}-1400-light.webp)\n\n${links.join(" · ")}\n`;
  });
  const about = "The pages of the finished toy, at three widths, light and dark; `npm run picture` makes them anew.";
  return `# What the pages look like\n\n${about}\n\n${parts.join("\n")}`;
}

/**
 * A picture as WebP, in little more than half the size: they lie beside the docs. The browser itself packs it.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {Buffer} png
 */
async function packed(browser, png) {
  const page = await browser.newPage();
  const base64 = await page.evaluate(
    async (url) => {
      const picture = await createImageBitmap(await (await fetch(url)).blob());
      const canvas = new OffscreenCanvas(0.6 * picture.width, 0.6 * picture.height);
      canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const bytes = new Uint8Array(
        await (await canvas.convertToBlob({ type: "image/webp", quality: 0.35 })).arrayBuffer(),
      );
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
  await page.close();
  return Buffer.from(base64, "base64");
}

/** @type {(summary: string, ready: (page: import("playwright-core").Page) => Promise<unknown>) => (page: import("playwright-core").Page) => Promise<void>} */
function opened(summary, ready) {
  return async (page) => {
    await page.getByText(summary).first().click();
    await ready(page);
    // Where what was opened stands at the top.
    await page
      .getByText(summary)
      .first()
      .evaluate((element) => element.scrollIntoView());
  };
}
