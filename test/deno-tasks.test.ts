import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import denoConfig from "../deno.json" with { type: "json" };
import { childEnvironment } from "./support/child-environment.ts";
import { endWithUs } from "./support/end-with-us.ts";
import { commandOnPage } from "./support/edge-page.ts";
import { freePort } from "./support/free-ports.ts";
import { installMs, runtimeProgram } from "./support/runtimes.ts";

const root = join(import.meta.dirname, "..");
/** What a clone does not have. */
const made = new Set([".cache", ".git", "coverage", "dist", "dist-bench", "node_modules"]);

const tasks: Readonly<Record<string, string>> = denoConfig.tasks;

describe("the tasks of deno.json", () => {
  let deno: string;
  let clone: string;

  beforeAll(async () => {
    deno = await runtimeProgram("deno");
    await mkdir(join(root, ".cache"), { recursive: true });
    clone = await mkdtemp(join(root, ".cache/clone-"));
    for (const name of (await readdir(root)).filter((each) => !made.has(each)))
      await cp(join(root, name), join(clone, name), { recursive: true });
    // In the place of `deno install`, which would fetch them: the same packages, as links to the same files.
    await promisify(execFile)("cp", ["-al", join(root, "node_modules"), clone]);
  }, installMs);

  afterAll(() => rm(clone, { recursive: true, force: true }));

  const environment = () =>
    childEnvironment({ DENO_DIR: join(clone, ".deno"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" });

  it("start from a clone: install, build, and the page with the toy", async () => {
    expect(tasks["start"]).toBe("deno task install && deno task build && deno task up --start hzz-toy");
    expect(tasks["install"]).toBe("deno install");
    await promisify(execFile)(deno, ["task", "build"], { cwd: clone, env: environment() });
    expect(await readFile(join(clone, "dist/THIRD-PARTY-NOTICES.txt"), "utf8")).toContain("jsroot");

    const port = await freePort();
    const args = ["task", "up", "--start", "hzz-toy", "--port", String(port)];
    const child = spawn(deno, args, { cwd: clone, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
    endWithUs(child);
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    const ended = once(child, "exit");
    try {
      await expect.poll(() => said, { timeout: 120_000, interval: 100 }).toMatch(/hzz-toy is complete: http/);
      const page = await fetch(`http://127.0.0.1:${port}`, { headers: { accept: "text/html" } });
      expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
      await page.text();
    } finally {
      child.kill("SIGTERM");
      await ended;
    }
    const isGone = () =>
      fetch(`http://127.0.0.1:${port}`).then(
        () => false,
        () => true,
      );
    await expect.poll(isGone).toBe(true);
  }, 300_000);

  it.each(["up", "plotter", "processor", "bridge"])(
    "%s needs no more kinds of permissions than docs/edge.md says",
    (name) => {
      const kindsOf = (command: readonly string[]) =>
        command.flatMap((arg) => /^--allow-\w+/.exec(arg)?.[0] ?? []).sort();
      const documented = kindsOf(commandOnPage("deno run", {}, name === "up" ? "dist/hzz.js up" : `dist/${name}.js`));
      // The toy is made in a folder of the checkout.
      const more = name === "up" ? ["--allow-write"] : [];
      expect(kindsOf(tasks[name]!.split(" "))).toEqual([...documented, ...more].sort());
    },
  );
});
