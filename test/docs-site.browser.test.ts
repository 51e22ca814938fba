import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium, withPage } from "./support/chromium.ts";
import { freePort } from "./support/free-ports.ts";
import { runHzz } from "./support/run-hzz.ts";

/** The two commands of docs/edge.md that put the site on a static host. */
const page = await readFile(join(import.meta.dirname, "../docs/edge.md"), "utf8");
const [, site = "", host = ""] = /^(npx hzz site .*)\n(python3 .*)$/m.exec(page) ?? [];

let browser: Browser;
let folder: string;
let server: ChildProcess | undefined;

beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), "hzz-docs-site-"));
});

afterAll(async () => {
  await browser.close();
  if (server?.exitCode === null) {
    server.kill();
    await once(server, "exit");
  }
  await rm(folder, { recursive: true });
});

it("the site is written and served as docs/edge.md says, and runs the toy", { timeout: 240_000 }, async () => {
  const out = join(folder, "site");
  const args = site.split(" ").slice(2);
  expect(args).toEqual(["site", "--out", "site"]);
  expect(await runHzz([...args.slice(0, -1), out])).toMatchObject({ code: 0 });
  const port = await freePort();
  const [program = "", ...rest] = host
    .replace("8080", String(port))
    .replace(/ site$/, ` ${out}`)
    .split(" ");
  server = spawn(program, rest, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  await expect.poll(async () => (await fetch(url).catch(() => undefined))?.status).toBe(200);
  await withPage(browser, url, "/", async ({ page }) => {
    await page.getByRole("button", { name: "Start hzz-toy" }).click();
    await page.locator(".status").filter({ hasText: "complete" }).waitFor({ timeout: 200_000 });
    await page.locator(".plot canvas").waitFor();
  });
});
