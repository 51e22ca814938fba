// `npm run picture`: makes docs/pictures/page.png, the picture in README.md, from the running program: the page of the finished toy, in the Chromium of this machine.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { buildBundles } from "./build.mjs";
import { root } from "./install.mjs";

await buildBundles();
const hzz = [join(root, "dist/hzz.js"), "up", "--port", "0", "--start", "hzz-toy"];
const server = spawn(process.execPath, hzz, { stdio: ["ignore", "pipe", "inherit"] });
let printed = "";
const address = await new Promise((resolve, reject) => {
  server.once("exit", () => reject(new Error(`hzz up ended: ${printed}`)));
  // Its last lines are the yields, and below them the address of the plot.
  server.stdout.setEncoding("utf8").on("data", (text) => {
    printed += text;
    const [found] = /http\S+\/analyses\/\w+(?=\s*$)/.exec(printed) ?? [];
    if (found !== undefined) resolve(found);
  });
});

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 960, height: 1000 }, colorScheme: "light" });
await page.goto(address);
await page.getByText("complete", { exact: true }).first().waitFor();
const plot = page.locator(".plot").first();
await plot.locator("canvas").waitFor();
const { y = 0, height = 0 } = (await plot.boundingBox()) ?? {};
const folder = join(root, "docs/pictures");
mkdirSync(folder, { recursive: true });
await page.screenshot({ path: join(folder, "page.png"), clip: { x: 0, y: 0, width: 960, height: y + height + 16 } });
await browser.close();
server.removeAllListeners("exit").kill("SIGINT");
await once(server, "exit");
