import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presetByName, presetInput } from "../src/analysis/presets/presets.ts";
import { startUp } from "./support/hzz-up.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { countedInToy, filesAtHand } from "./support/release-or-toy.ts";
import { runHzz } from "./support/run-hzz.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hzz-up-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A specification of one file; by default it is nowhere, so that the analysis ends as incomplete within moments. */
function writeBareSpec(name: string, file = "none.root"): string {
  const { groups, ...spec } = presetInput("hzz-2020");
  const group = { ...groups[0]!, samples: [{ name: "none", files: [file] }] };
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ ...spec, release: { label: "Nowhere" }, groups: [group] }));
  return path;
}

/** Takes a port, or finds it taken already. */
async function takePort(port: number): Promise<Server> {
  const server = createServer();
  server.on("error", () => undefined);
  server.listen(port, "127.0.0.1");
  await Promise.race([once(server, "listening"), once(server, "error")]);
  return server;
}

async function status(url: string): Promise<string> {
  return ((await (await fetch(url)).json()) as { status: string }).status;
}

async function untilStatus(url: string, wanted: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while ((await status(url)) !== wanted) {
    if (performance.now() > deadline) throw new Error(`${url} has not become ${wanted}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("hzz up", { timeout: 180_000 }, () => {
  it("prints its address and a command that starts an analysis, and nothing else", async () => {
    await using up = await startUp();
    expect(up.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(up.stdout).toBe(
      `hzz-edge is ready: ${up.url}\n\nStart an analysis there, or with\n\n  curl --json '{"preset":"hzz-2020"}' ${up.url}/analyses\n\nCtrl-C ends it.\n`,
    );
    expect((await fetch(`${up.url}/readyz`)).status).toBe(200);
    const page = await fetch(up.url, { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const [, body = "", target = ""] = /curl --json '(.*)' (\S+)\n/.exec(up.stdout) ?? [];
    const headers = { "content-type": "application/json" };
    const answer = await fetch(target, { method: "POST", headers, body });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ status: "running", title: presetInput("hzz-2020").title });
    expect(await up.end()).toBe(0);
    expect(up.stderr).toBe("");
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "ends at %s with exit code 0, and its event streams with it",
    async (signal) => {
      // It takes connections and never answers, so that the analysis runs as long as it may.
      const silent = await takePort(0);
      const address = silent.address();
      const origin = `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
      const spec = writeBareSpec("stream.json", `${origin}/none.root`);
      await using up = await startUp(["--start", spec], { HZZ_PRIVATE_ORIGINS: origin });
      await up.printed(/is running: http\S+\n/);
      const page = /is running: (http\S+)\n/.exec(up.stdout)?.[1] ?? "";
      const events = await fetch(`${page}/events`);
      const begun = performance.now();
      expect(await up.end(signal)).toBe(0);
      // Far below the grace of 20 s: nothing is waited for that nobody could go on with.
      expect(performance.now() - begun).toBeLessThan(18_000);
      expect(await events.text()).toContain('"status":"running"');
      expect(up.stderr).toBe("");
      silent.close();
    },
  );

  it("ends at once at the second Ctrl-C", async () => {
    await using up = await startUp();
    const { hostname, port } = new URL(up.url);
    // A request whose body never comes keeps a server that closes well waiting.
    const slow = connect(Number(port), hostname);
    slow.on("error", () => undefined);
    slow.write(
      `POST /analyses HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{`,
    );
    await fetch(`${up.url}/healthz`);
    up.process.kill("SIGINT");
    const closed = async (): Promise<boolean> => {
      const probe = connect(Number(port), hostname);
      const refused = await once(probe, "connect").then(
        () => false,
        () => true,
      );
      probe.destroy();
      return refused;
    };
    while (!(await closed())) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(up.process.exitCode).toBeNull();
    expect(await up.end("SIGINT")).toBe(130);
    slow.destroy();
  });

  it("takes the next port when 8080 is taken, but exactly the one that is asked for", async () => {
    const taken = await takePort(8080);
    const next = await startUp(["--port", "8080"]).then(
      () => "ready",
      (error: unknown) => String(error),
    );
    expect(next).toMatch(/exit code 1.*Port 8080 on 127\.0\.0\.1 is taken/s);
    const asked = await runHzz(["up"], { env: { HZZ_PORT: "8080" } });
    expect([asked.code, asked.stdout]).toEqual([1, ""]);
    await using up = await startUp([], { HZZ_PORT: "" });
    expect(Number(new URL(up.url).port)).toBeGreaterThan(8080);
    expect(Number(new URL(up.url).port)).toBeLessThanOrEqual(8130);
    taken.close();
  });

  it("warns when others can reach it", async () => {
    await using up = await startUp(["--host", "0.0.0.0"]);
    const port = new URL(up.url).port;
    expect(up.url).toBe(`http://localhost:${port}`);
    expect(await up.end()).toBe(0);
    expect(up.stderr).toBe(
      `Anybody who reaches port ${port} of this machine can start analyses: no token is set (HZZ_TOKEN).\n`,
    );
  });

  it.each<[string, string[], RegExp]>([
    ["a preset that is not there", ["--start", "hzz-2021"], /hzz-2021.*nearest names: hzz-2020/],
    ["a sample that is not there", ["--start", "hzz-2020", "--samples", "Zeee"], /nearest names: Zee/],
    ["a port that cannot be", ["--port", "web"], /--port is "web"; expected a whole number from 0 to 65535/],
    ["a broker that nobody knows", ["--broker", "kafka://x"], /kafka/],
  ])("refuses %s with exit code 2 before it serves anything", async (_, args, message) => {
    const result = await runHzz(["up", ...args]);
    expect([result.code, result.stdout]).toEqual([2, ""]);
    expect(result.stderr).toMatch(message);
  });

  it("tells what is missing when the analysis that it started ends, and keeps serving", async () => {
    await using up = await startUp(["--start", writeBareSpec("missing.json"), "--quiet"]);
    // It may have ended before the answer to its start, which says so as well.
    await up.printed(/Missing .*is incomplete: http\S+\n$/s);
    expect(up.stdout).toMatch(/Missing \(1\):\n {2}none: the whole file of none\.root\n.*\nsample +entries/s);
    expect((await fetch(`${up.url}/healthz`)).status).toBe(200);
    expect(await up.end()).toBe(0);
    expect(up.stderr).toBe("");
  });

  it("refuses to read for others what the access rules do not allow", async () => {
    await using up = await startUp();
    const spec = { ...presetInput("hzz-2020"), release: { label: "x", baseUrls: ["http://127.0.0.1:1/"] } };
    const path = join(folder, "loopback.json");
    writeFileSync(path, JSON.stringify(spec));
    const result = await runHzz(["submit", path, "--url", up.url]);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(/release\.baseUrls\[0\]: .*127\.0\.0\.1/);
  });

  it("works over NATS as well, and shows after a restart what was there before", async () => {
    const nats = await startNatsServer();
    try {
      const args = ["--broker", nats.url];
      const env = { HZZ_MAX_DELIVERIES: "1", HZZ_GRACE_MS: "1000" };
      await using first = await startUp([...args, "--start", writeBareSpec("nats.json")], env);
      await first.printed(/is incomplete: http\S+\n$/);
      const path = new URL(/is incomplete: (http\S+)\n/.exec(first.stdout)?.[1] ?? "").pathname;
      expect(await first.end()).toBe(0);
      await using second = await startUp(args, env);
      expect(await status(second.url + path)).toBe("incomplete");
      expect(await second.end()).toBe(0);
    } finally {
      await nats.remove();
    }
  });
});

describe("hzz up --start", { timeout: 180_000 }, () => {
  it("starts an analysis at once and prints its yields when it is complete", async () => {
    const { preset, placeArguments } = filesAtHand;
    const what = [preset, "--samples", "data_*", ...placeArguments];
    await using up = await startUp(["--start", ...what]);
    await up.printed(new RegExp(`${preset} is complete: http\\S+\\n`));
    const run = await runHzz(["run", ...what, "--quiet"]);
    expect(up.stdout).toContain(`\n${yieldsOf(run.stdout)}\n`);
    const page = /is complete: (http\S+)\n/.exec(up.stdout)?.[1] ?? "";
    expect(up.stdout).toContain(`${preset} is running: ${page}\n`);
    await untilStatus(page, "complete");
    const [entries] = filesAtHand.counted(["data_A"]).cutflow;
    expect(up.stderr.split("\n")).toContain(`data_A: 1 of 1 files, ${entries} entries`);
    expect(await up.end()).toBe(0);
  });

  it("needs neither files nor network for hzz-toy, and makes its events once", { timeout: 120_000 }, async () => {
    const cache = join(folder, "toys");
    // No address may be read, so that nothing of it can come from elsewhere.
    const env = { HZZ_CACHE: cache, HZZ_ALLOWED_ORIGINS: "none" };
    const start = async () => {
      await using up = await startUp(["--start", "hzz-toy"], env);
      await up.printed(/hzz-toy is complete: http\S+\n/, 60_000);
      expect(await up.end("SIGINT")).toBe(0);
      return yieldsOf(up.stdout);
    };
    const first = await start();
    const counted = countedInToy(["data_A", "data_B", "data_C", "data_D"]).cutflow;
    expect(first).toMatch(new RegExp(`^data +${counted[0]} +${counted[2]} `, "m"));
    for (const { name } of presetByName("hzz-toy").groups) expect(first).toMatch(new RegExp(`^${name} +\\d`, "m"));
    const made = filesBelow(cache);
    expect(made).toHaveLength(12);
    expect(await start()).toBe(first);
    expect(filesBelow(cache)).toEqual(made);
  });
});

function yieldsOf(stdout: string): string {
  return /^sample +entries[^]*?(?=\n\n)/m.exec(stdout)?.[0] ?? "no table";
}

/** Every file with its number in the file system: another one after it was made again. */
function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((name) => ({ name, stat: statSync(join(root, name)) }))
    .filter(({ stat }) => stat.isFile())
    .map(({ name, stat }) => `${name} ${stat.ino}`)
    .sort();
}
