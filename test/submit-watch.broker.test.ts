import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { freePort } from "./support/free-ports.ts";
import { type RunningUp, startUp } from "./support/hzz-up.ts";
import { type MisbehavingServer, startMisbehavingServer, status } from "./support/misbehaving-server.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runHzz, startHzz } from "./support/run-hzz.ts";

let folder = "";
let files: MisbehavingServer;
let up: RunningUp;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hzz-watch-"));
  files = await startMisbehavingServer();
  // Files are held for as long as a test takes, and that is no fault of their server.
  const patience = { HZZ_HTTP_REACH_TIMEOUT_MS: "120000", HZZ_HTTP_SILENT_MS: "0" };
  up = await startUp([], { HZZ_PRIVATE_ORIGINS: files.origin, ...patience });
});
afterAll(async () => {
  await up[Symbol.asyncDispose]();
  await files[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** A file server whose one file is asked for and does not come before `release`. */
function heldFile(name: string) {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const url = files.serve(`/${name}`, (request, response) => {
    void released.then(() => {
      status(404)(request, response);
    });
  });
  return { url, release };
}

/** A specification that reads one file. */
function writeSpec(name: string, file: string): string {
  const { groups, ...spec } = presetInput("hzz-2020");
  const group = { ...groups[0]!, samples: [{ name: "one", files: [file] }] };
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ ...spec, title: name, release: { label: "Nowhere" }, groups: [group] }));
  return path;
}

/** Servers and commands are processes of their own, which a busy machine starts slowly. */
const PATIENCE_MS = 60_000;

const idOf = (stdout: string): string => stdout.split("\n").at(-3) ?? "";
const pageOf = (stdout: string): string => stdout.split("\n").at(-2) ?? "";

describe("hzz submit", () => {
  it("prints the id and, in the last line, the page; the same again is the same analysis", async () => {
    const { url, release } = heldFile("same.root");
    const spec = writeSpec("same.json", url);
    const first = await runHzz(["submit", spec], { env: { HZZ_URL: up.url } });
    expect([first.code, first.stderr]).toEqual([0, "Started\n"]);
    expect(first.stdout).toMatch(/^[0-9a-f]{16}\nhttp:.*\n$/);
    expect(pageOf(first.stdout)).toBe(`${up.url}/analyses/${idOf(first.stdout)}`);
    const again = await runHzz(["submit", spec, "--url", `${up.url}/`, "--quiet"]);
    expect([again.code, again.stdout, again.stderr]).toEqual([0, first.stdout, ""]);
    const told = await runHzz(["submit", spec, "--url", up.url]);
    expect(told.stderr).toBe("Known already, running\n");
    release();
  });

  it("prints what the server tells as JSON", async () => {
    const { url, release } = heldFile("json.root");
    const { code, stdout, stderr } = await runHzz(["submit", writeSpec("json.json", url), "--url", up.url, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({ title: "json.json", status: "running", run: 1 });
    release();
  });

  it.each<[string, () => string[], RegExp]>([
    ["a preset that the server does not have", () => ["hzz-2021"], /HTTP 422\)\n {2}preset: .*hzz-2020/],
    [
      "samples that the preset does not have",
      () => ["hzz-2020", "--samples", "Zee,Zeee"],
      /HTTP 422\)\n {2}samples\[1\]: .*Zeee/,
    ],
    [
      "a place that the server does not read from",
      () => [writeSpec("places.json", "http://10.0.0.1/secret.root")],
      /\n {2}groups\[0\]\.samples\[0\]\.files\[0\]: .*10\.0\.0\.1/,
    ],
    ["a file that is not there", () => [join(folder, "none.json")], /none\.json cannot be read/],
    [
      "an id where a URL should be",
      () => ["hzz-2020", "--url", "localhost:1"],
      /--url is "localhost:1"; expected an http/,
    ],
  ])("ends with exit code 2 for %s", async (_, args, message) => {
    const given = args();
    const server = given.includes("--url") ? [] : ["--url", up.url];
    const result = await runHzz(["submit", ...given, ...server]);
    expect(result.stderr).toMatch(message);
    expect([result.code, result.stdout]).toEqual([2, ""]);
  });

  it("says what to do when no server is there, with exit code 1", async () => {
    const result = await runHzz(["submit", "hzz-2020", "--url", "http://127.0.0.1:1"]);
    expect([result.code, result.stdout]).toEqual([1, ""]);
    expect(result.stderr).toMatch(
      /^hzz: No hzz server answers at http:\/\/127\.0\.0\.1:1: .*"hzz up".*--url or HZZ_URL\n$/,
    );
  });
});

describe("hzz watch", { timeout: 180_000 }, () => {
  it("waits for the end, by id or by address, and prints the result", async () => {
    const { url, release } = heldFile("waits.root");
    const { stdout } = await runHzz(["submit", writeSpec("waits.json", url), "--url", up.url]);
    const byId = startHzz(["watch", idOf(stdout), "--url", up.url]);
    const byPage = startHzz(["watch", `${pageOf(stdout)}/`]);
    await untilWatched(files, "/waits.root");
    release();
    const [first, second] = await Promise.all([byId.ended, byPage.ended]);
    expect([first.code, second.code]).toEqual([3, 3]);
    expect(first.stdout).toMatch(/Missing \(1\):\n {2}one: the whole file of/);
    expect(first.stdout).toContain("INCOMPLETE: 1 part is missing");
    expect(second.stdout).toBe(first.stdout);
    expect(first.stderr).toMatch(/^one: .* failed: \w+Error$/m);
  });

  it("stops at Ctrl-C and lets the analysis go on", async () => {
    const { url, release } = heldFile("stopped.root");
    const { stdout } = await runHzz(["submit", writeSpec("stopped.json", url), "--url", up.url]);
    const out = join(folder, "stopped.out.json");
    const watching = startHzz(["watch", pageOf(stdout), "--out", out]);
    await untilStreams(up.url, 1);
    watching.child.kill("SIGINT");
    const result = await watching.ended;
    expect([result.code, result.stdout]).toEqual([3, ""]);
    expect(result.stderr).toBe(`Stopped watching; the analysis goes on: hzz watch ${pageOf(stdout)}\n`);
    expect(() => readFileSync(out)).toThrow("ENOENT");
    const answer = (await (await fetch(pageOf(stdout))).json()) as { status: string };
    expect(answer.status).toBe("running");
    release();
  });

  it.each<[string, string[], RegExp, number]>([
    [
      "an analysis that is not there",
      ["0123456789abcdef"],
      /There is no analysis "0123456789abcdef" here.*HTTP 404/,
      2,
    ],
    ["what is neither id nor address", ["hzz-2020"], /16 hexadecimal digits.*found "hzz-2020"/, 2],
    ["a place that cannot be written", ["0123456789abcdef", "--out", "/no/such/file"], /--out/, 2],
  ])("refuses %s", async (_, args, message, code) => {
    const result = await runHzz(["watch", ...args, "--url", up.url]);
    expect(result.stderr).toMatch(message);
    expect([result.code, result.stdout]).toEqual([code, ""]);
  });

  it("refuses an address together with --url, and goes on over a restart of the server", async () => {
    const nats = await startNatsServer();
    const { url, release } = heldFile("restart.root");
    const env = {
      HZZ_PRIVATE_ORIGINS: files.origin,
      HZZ_BROKER: nats.url,
      // The first server hands the item back, which counts; the second works on it until it is released.
      HZZ_MAX_DELIVERIES: "2",
      HZZ_GRACE_MS: "100",
    };
    try {
      const port = String(await freePort());
      await using first = await startUp(["--port", port], env);
      const spec = writeSpec("restart.json", url);
      const watching = startHzz(["submit", spec, "--watch", "--url", first.url]);
      await untilStreams(first.url, 1);
      expect(await first.end()).toBe(0);
      await using second = await startUp(["--port", port], env);
      await untilStreams(second.url, 1);
      release();
      const result = await watching.ended;
      expect(result.code).toBe(3);
      expect(result.stdout).toContain("INCOMPLETE: 1 part is missing");
      expect(result.stderr).toMatch(/^Connection lost, trying again: .*\nConnected again$/m);
      const page = /^Started: (\S+)$/m.exec(result.stderr)?.[1] ?? "";
      const refused = await runHzz(["watch", page, "--url", second.url]);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("leave --url out")]);
    } finally {
      release();
      await nats.remove();
    }
  });
});

describe("hzz submit --watch", { timeout: 180_000 }, () => {
  const { preset, placeArguments } = filesAtHand;

  it("prints what hzz run prints, and writes the same bits", async () => {
    await using own = await startUp(placeArguments);
    const samples = ["--samples", "data_*,Z*ee"];
    const submitted = await runHzz(["submit", preset, ...samples, "--url", own.url, "--watch"]);
    const out = join(folder, "run.json");
    const run = await runHzz(["run", preset, ...samples, ...placeArguments, "--out", out]);
    expect([submitted.code, run.code]).toEqual([0, 0]);
    expect(submitted.stdout).toBe(run.stdout);
    const [entries] = filesAtHand.counted(["data_A"]).cutflow;
    expect(submitted.stderr.split("\n")).toContain(`data_A: 1 of 1 files, ${entries} entries`);
    const page = /^Started: (\S+)$/m.exec(submitted.stderr)?.[1] ?? "";
    const watchedOut = join(folder, "watch.json");
    const watched = await runHzz(["watch", page, "--out", watchedOut, "--quiet"]);
    expect([watched.code, watched.stdout, watched.stderr]).toEqual([0, run.stdout, ""]);
    expect(readFileSync(watchedOut, "utf8")).toBe(readFileSync(out, "utf8"));
  });
});

/** Resolves when a path has been asked for. */
async function untilWatched(server: MisbehavingServer, path: string): Promise<void> {
  await until(() => server.requests.some((request) => request.path === path));
}

/** Resolves when so many event streams are open on a server. */
async function untilStreams(url: string, count: number): Promise<void> {
  await until(async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    return new RegExp(`^hzz_plotter_\\w*streams\\w* ${count}$`, "m").test(metrics);
  });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`it has not come within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
