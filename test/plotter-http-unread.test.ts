import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { UnsentAnswers } from "../src/http/unsent-answers.ts";
import { listen } from "../src/http/listen.ts";
import { createLogger } from "../src/logging/logger.ts";
import { createMetrics } from "../src/metrics/metrics.ts";
import { startUp, type RunningUp } from "./support/hzz-up.ts";
import { largeEvents, largeSpec, withLargeHistograms } from "./support/large-analysis.ts";
import { postAnalysis, waitForState } from "./support/http-plotter.ts";
import { createTestPlotter, limits } from "./support/plotter-app.ts";
import { toySpec } from "../src/toy/toy-spec.ts";
import { toyFolder } from "./support/toy-files.ts";

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** Sends requests and reads nothing, until it is told to. */
async function unread(url: string, path: string, times = 1, encoding = "identity"): Promise<Socket> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  cleanUp.push(() => {
    socket.destroy();
  });
  await once(socket, "connect");
  socket.pause().write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: ${encoding}\r\n\r\n`.repeat(times));
  return socket;
}

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${name} `))
      ?.split(" ")[1],
  );
}

/** A plotter in this process, with a large analysis that has ended. */
async function serveLarge(mostBytes: number) {
  const logger = createLogger({ level: "error", format: "json", write: () => undefined });
  const metrics = createMetrics("plotter");
  const unsent = new UnsentAnswers({ mostBytes, logger, metrics });
  const many = { ...limits, streams: 1000, streamsPerClient: 1000 };
  const plotter = await createTestPlotter({ metrics, unsent, limits: many });
  const server = await listen((request, env) => plotter.app.fetch(request, env), {
    host: "127.0.0.1",
    port: 0,
    unsent,
  });
  cleanUp.push(async () => {
    plotter.stop();
    await server.close(0);
  });
  const id = await plotter.start(largeSpec);
  await plotter.happen(id, largeEvents);
  return { ...plotter, url: server.url, unsent, id, path: `/analyses/${id}` };
}

describe("answers that nobody reads", () => {
  it("of one state share its bytes, packed or not, and are whole for whoever reads them later", async () => {
    const { url, unsent, path } = await serveLarge(100_000_000);
    const whole = await (await fetch(`${url}${path}`, { headers: { "accept-encoding": "identity" } })).text();
    expect(whole.length).toBeGreaterThan(2_000_000);
    await expect.poll(() => unsent.bytes).toBe(0);
    const before = process.memoryUsage().arrayBuffers;
    const sockets = await Promise.all(
      Array.from({ length: 30 }, (_, i) => unread(url, path, 1, i % 2 === 0 ? "gzip" : "identity")),
    );
    const answered = `hzz_plotter_http_request_duration_seconds_count{method="GET",route="/analyses/:id",status="200"}`;
    await expect.poll(() => metric(url, answered)).toBe(31);
    expect(unsent.bytes).toBeLessThanOrEqual(2 * Buffer.byteLength(whole));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * Buffer.byteLength(whole));
    let text = "";
    const last = sockets.at(-1)!;
    last
      .setEncoding("utf8")
      .on("data", (data: string) => (text += data))
      .resume();
    await expect.poll(() => text.endsWith(whole)).toBe(true);
    expect(text).toContain(`content-length: ${Buffer.byteLength(whole)}\r\n`);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => unsent.bytes).toBe(0);
  });

  it("of many states are cut off, the oldest first, and the next one is answered", async () => {
    const { url, unsent, path } = await serveLarge(4_000_000);
    // Each is another document of a megabyte or more, of which a client may leave one unread; of ten, some stay behind in any network.
    const paths = [`${path}?samples=true`, `${path}/histograms`, `${path}/results.json`, `${path}/results.csv`];
    const sockets = [];
    for (const each of paths) {
      sockets.push(await unread(url, each, 10));
      await expect.poll(() => unsent.bytes).toBeGreaterThan(1_000_000);
    }
    const first = sockets[0]!.resume();
    await expect.poll(() => first.destroyed).toBe(true);
    const answer = await fetch(`${url}${path}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: "complete" });
    const cut = await (await fetch(`${url}/metrics`)).text();
    expect(cut).toMatch(/^hzz_plotter_answers_cut_total\{reason="client"\} [1-9]/m);
  });

  it("do not hold up anybody: no turn of the event loop takes long", async () => {
    const { url, path } = await serveLarge(100_000_000);
    await (await fetch(`${url}${path}`)).text();
    // Time of the processor and not of the clock, which others on this machine have their part in.
    let [worst, isOver] = [0, false];
    let last = process.cpuUsage();
    const watch = () => {
      const { user, system } = process.cpuUsage(last);
      last = process.cpuUsage();
      worst = Math.max(worst, (user + system) / 1000);
      if (!isOver) setImmediate(watch);
    };
    watch();
    const streams = await Promise.all(Array.from({ length: 200 }, () => unread(url, `${path}/events`)));
    const requests = await Promise.all(Array.from({ length: 30 }, () => unread(url, path, 30)));
    await expect.poll(() => metric(url, "hzz_plotter_unsent_bytes")).toBeGreaterThan(30 * 20 * 8192);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    isOver = true;
    expect(worst).toBeLessThan(100);
    for (const socket of [...streams, ...requests]) socket.destroy();
  });
});

describe("a plotter of its own", () => {
  let mirror = "";
  const whole = toySpec();
  const spec = withLargeHistograms({
    ...whole,
    groups: whole.groups.map((group) => ({ ...group, samples: group.samples.slice(0, 1) })),
  });
  beforeAll(async () => {
    mirror = await toyFolder(spec.groups.flatMap(({ samples }) => samples.map(({ name }) => name)));
  });

  const memoryOf = ({ url }: RunningUp) => metric(url, "process_resident_memory_bytes");

  it("keeps its memory with 30 connections of 30 requests each for a large document that nobody reads", async () => {
    await using up = await startUp(["--mirror", mirror], { HZZ_WORKERS: "1", HZZ_MAX_UNSENT_BYTES: "64000000" });
    const { id } = (await postAnalysis(up.url, spec)).summary;
    await waitForState(up.url, id, ({ status }) => status === "complete");
    const before = await memoryOf(up);
    const path = `/analyses/${id}`;
    const sockets = await Promise.all(Array.from({ length: 30 }, () => unread(up.url, path, 30)));
    // All requests are there, and wait.
    await expect.poll(() => metric(up.url, "hzz_plotter_unsent_bytes")).toBeGreaterThan(30 * 25 * 8192);
    const during = await memoryOf(up);
    expect(during - before).toBeLessThan(300_000_000);
    // Whoever reads has all of them in the end.
    const [first] = sockets;
    let [answers, rest] = [0, ""];
    first!.setEncoding("latin1").on("data", (data: string) => {
      const parts = (rest + data).split("HTTP/1.1 200 OK");
      answers += parts.length - 1;
      rest = parts.at(-1)!.slice(-14);
    });
    first!.resume();
    await expect.poll(() => answers).toBe(30);
    expect((await memoryOf(up)) - before).toBeLessThan(300_000_000);
    expect((await fetch(`${up.url}/healthz`)).status).toBe(200);
  });
});
