import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { postAnalysis, waitForState } from "./support/http-plotter.ts";
import { startUp, type RunningUp } from "./support/hzz-up.ts";
import type { DeadLetterList } from "../src/protocol/documents/operations-document.ts";
import { childEnvironment } from "./support/child-environment.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";
import { until } from "./support/plotter-app.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { distFolder } from "./support/run-in-process.ts";

const page = await readFile(join(import.meta.dirname, "../docs/operations.md"), "utf8");
/** A number of three digits is the HTTP status that each curl of the block gets, any other the exit code of each command. */
const blocks = [...page.matchAll(/^```sh (\d+)\n([\s\S]*?)^```$/gm)].map(([, code, lines]) => ({
  code: Number(code),
  lines: (lines ?? "").trimEnd().split("\n"),
}));

const cleanUp: (() => Promise<unknown>)[] = [];
let folder: string;
let nats: TestNatsServer;
let server: RunningUp;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-operations-"));
  cleanUp.push(() => rm(folder, { recursive: true }));
  for (const part of ["bin", "backup", "mirror/Data"]) await mkdir(join(folder, part), { recursive: true });
  await writeFile(
    join(folder, "bin/hzz"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(distFolder, "hzz.js")}" "$@"\n`,
  );
  await chmod(join(folder, "bin/hzz"), 0o755);
  const good = await filesAtHand.folder();
  await copyFile(join(good, "Data/data_A.4lep.root"), join(folder, "mirror/Data/data_A.4lep.root"));
  for (const period of ["B", "C"]) {
    const name = `data_${period}.4lep.root`;
    await copyFile(join(good, "Data", name), join(folder, "backup", name));
    const bytes = await readFile(join(good, "Data", name));
    await writeFile(join(folder, "mirror/Data", name), bytes.subarray(0, bytes.length / 2));
  }
  nats = await startNatsServer();
  cleanUp.push(() => nats.remove());
  server = await startUp(["--broker", nats.url, "--mirror", join(folder, "mirror")], { HZZ_ALLOWED_ORIGINS: "none" });
  cleanUp.push(() => server.end());
});
afterAll(async () => {
  for (const step of cleanUp.reverse()) await step();
});

/** Runs one line of the page in a shell. */
function run(line: string, variables: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> {
  const script = line
    .replaceAll("http://localhost:8080", server.url)
    .replaceAll("nats://localhost:4222", nats.url)
    .replace("node dist/", `"${process.execPath}" ${distFolder}/`)
    .replace(/^curl /, "curl -sS -o answer -w '%{http_code}' ");
  const path = [join(folder, "bin"), process.env["PATH"]].join(delimiter);
  const env = childEnvironment({ ...variables, PATH: path, HZZ_URL: server.url, HZZ_PORT: new URL(server.url).port });
  return new Promise((resolve) => {
    execFile("bash", ["--norc", "-euc", script], { cwd: folder, env }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code);
      resolve({ code: line.startsWith("curl ") ? Number(stdout) : exitCode, output: stdout + stderr });
    });
  });
}

describe("docs/operations.md", () => {
  it("says the truth in every line, from start to end", { timeout: 90_000 }, async () => {
    expect(blocks.length).toBeGreaterThan(12);
    const [group] = filesAtHand.input.groups;
    const samples = group!.samples.filter(({ name }) => ["data_A", "data_B", "data_C"].includes(name));
    const { summary } = await postAnalysis(server.url, { ...filesAtHand.input, groups: [{ ...group, samples }] });
    await waitForState(server.url, summary.id, ({ status }) => status === "incomplete");
    const letters = await lettersNow();
    const idOf = (sample: string) => letters.find(({ item }) => item?.sample === sample)?.id ?? "";
    const variables = { analysis: summary.id, letter: idOf("data_B"), other: idOf("data_C") };
    for (const { code, lines } of blocks) {
      for (const line of lines) {
        const result = await run(line, variables);
        expect(`${result.code} for ${line}\n${result.output}`).toMatch(new RegExp(`^${code} `));
        if (line.includes("health.js"))
          expect(result.output).toMatch(/^(plotter: it has started|bridge: .*ECONNREFUSED.*)\n$/);
        if (line.includes("dead redrive --a") && !line.includes("--broker"))
          variables.other = await newLetter(variables.other);
      }
    }
    await waitForState(server.url, summary.id, ({ status }) => status === "complete");
  });
});

async function lettersNow(): Promise<DeadLetterList["letters"]> {
  return ((await (await fetch(`${server.url}/dead-letters`)).json()) as DeadLetterList).letters;
}

/** The letter of the file that is still cut short, after it was redriven and came back. */
async function newLetter(before: string): Promise<string> {
  let found: string | undefined;
  await until(async () => {
    found = (await lettersNow()).find(({ item, id }) => item?.sample === "data_C" && id !== before)?.id;
    return found !== undefined;
  });
  return found ?? before;
}
