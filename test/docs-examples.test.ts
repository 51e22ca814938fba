import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { childEnvironment } from "./support/child-environment.ts";
import { startUp, type RunningUp } from "./support/hzz-up.ts";
import { distFolder } from "./support/run-in-process.ts";

const examples = join(import.meta.dirname, "../examples");
const page = await readFile(join(examples, "README.md"), "utf8");
/** A number of three digits is the HTTP status that each curl of the block gets, any other the exit code of each command. */
const lines = [...page.matchAll(/^```sh (\d+)\n([\s\S]*?)^```$/gm)].flatMap(([, code, block = ""]) =>
  block
    .trimEnd()
    .split("\n")
    .map((line) => ({ code: Number(code), line })),
);

const cleanUp: (() => Promise<unknown>)[] = [];
let folder: string;
let server: RunningUp;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-examples-"));
  cleanUp.push(() => rm(folder, { recursive: true }));
  await cp(examples, join(folder, "examples"), { recursive: true });
  await mkdir(join(folder, "bin"));
  // In a checkout `npx hzz` is the program that was built.
  const npx = join(folder, "bin/npx");
  await writeFile(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${join(distFolder, "hzz.js")}" "$@"\n`);
  await chmod(npx, 0o755);
  server = await startUp([], { HZZ_ALLOWED_ORIGINS: "none" });
  cleanUp.push(() => server.end());
});
afterAll(async () => {
  for (const step of cleanUp.reverse()) await step();
});

function run(line: string): Promise<{ code: number; output: string }> {
  const script = line
    .replaceAll("http://localhost:8080", server.url)
    .replace(/^curl /, "curl -sS -o answer -w '%{http_code}' ");
  const env = childEnvironment({ PATH: [join(folder, "bin"), process.env["PATH"]].join(delimiter) });
  return new Promise((resolve) => {
    execFile("bash", ["-euc", script], { cwd: folder, env, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code);
      resolve({ code: line.startsWith("curl ") ? Number(stdout) : exitCode, output: stdout + stderr });
    });
  });
}

describe("examples/", () => {
  it("run as their README says, each command from start to end", { timeout: 120_000 }, async () => {
    expect(lines.length).toBeGreaterThan(7);
    for (const { code, line } of lines) {
      const result = await run(line);
      expect(`${result.code} for ${line}\n${result.output}`).toMatch(new RegExp(`^${code} `));
      if (line.includes("hzz run")) expect(result.output).toContain("Toy simulation, not ATLAS data");
      if (line.includes("follow.mjs")) expect(result.output).toMatch(/^complete$/m);
    }
  });

  it("are all in the README, and those that are specifications are sound", async () => {
    const files = (await readdir(examples)).filter((name) => name !== "README.md");
    for (const name of files) {
      expect(page).toContain(`](${name})`);
      const text = await readFile(join(examples, name), "utf8");
      if (name.endsWith(".json") && !text.includes('"preset"')) expect(parseSpec(text, name)).toBeDefined();
    }
  });
});
