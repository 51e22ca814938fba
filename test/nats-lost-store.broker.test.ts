import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterEach, describe, expect, it } from "vitest";
import { parseConfig } from "../src/config/config.ts";
import { createLogger } from "../src/logging/logger.ts";
import { STREAMS } from "../src/messaging/jetstream/names.ts";
import { whyAway } from "../src/messaging/why-away.ts";
import type { Delivery, Verdict } from "../src/messaging/port.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import type { AnalysisSummary } from "../src/protocol/documents/analysis-document.ts";
import { startPlotter } from "../src/serve/serve-plotter.ts";
import * as fixture from "./support/fixture-log.ts";
import { numbersOfDocument, postAnalysis, tryGetAnalysis, waitForState } from "./support/http-plotter.ts";
import { deployedConfig, urlFor } from "./support/nats-deployed.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";
import { startToyProcessor } from "./support/toy-processor.ts";

/** A broker's store that is lost, emptied or replaced by an older copy while plotters and a processor run, and stay. */

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const patience = { timeout: 60_000, interval: 100 };
const machine = { cores: 1, memoryBytes: 8e9, pathDelimiter: ":", cacheFolder: "/cache", readText: () => "" };

async function opened(server: TestNatsServer) {
  const broker = await openBroker(`${server.url}?ackWaitMs=2000`);
  cleanUp.push(async () => broker[Symbol.asyncDispose]());
  return broker;
}

async function plotterOn(server: TestNatsServer) {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const broker = await opened(server);
  const stop = new AbortController();
  const { url, finished, book } = await startPlotter({
    config: parseConfig({ HZZ_PORT: "0", HZZ_GRACE_MS: "500", HZZ_STALL_MS: "1000" }, {}, machine),
    broker,
    logger: createLogger({ level: "warn", format: "json", write }),
    assetsFolder: "/nonexistent",
    stop: stop.signal,
  });
  cleanUp.push(async () => {
    stop.abort();
    await finished;
  });
  const ready = async () => (await fetch(`${url}/readyz`)).status;
  await expect.poll(ready, patience).toBe(200);
  const list = async () => {
    const { analyses } = (await (await fetch(`${url}/analyses`)).json()) as { analyses: AnalysisSummary[] };
    return analyses.map(({ title, status }) => `${title}: ${status}`).sort();
  };
  return { url, book, broker, lines, ready, list };
}

type Plotter = Awaited<ReturnType<typeof plotterOn>>;

async function started(plotters: number) {
  const server = await startNatsServer();
  cleanUp.push(() => server.remove());
  const all: Plotter[] = [];
  for (let i = 0; i < plotters; i++) all.push(await plotterOn(server));
  const processor = startToyProcessor(await opened(server));
  cleanUp.push(() => processor.stop());
  return { server, plotters: all, processor };
}

async function administrator(server: TestNatsServer) {
  const nc = await connect({ servers: server.url });
  cleanUp.push(() => nc.close());
  return jetstreamManager(nc);
}

async function run({ url }: Plotter, title: string): Promise<string> {
  const { summary } = await postAnalysis(url, { ...fixture.spec, title });
  await waitForState(url, summary.id, ({ status }) => status === "complete");
  return summary.id;
}

/** Runs an analysis on the first plotter to its end: all show it, and it has the numbers of one that ran before anything was lost. */
async function expectAllRight(plotters: readonly Plotter[], numbers: unknown, list: readonly string[]) {
  const id = await run(plotters[0]!, "afterwards");
  for (const { url, ready, list: listOf } of plotters) {
    const document = await waitForState(url, id, ({ status }) => status === "complete");
    expect(numbersOfDocument(document)).toEqual(numbers);
    expect(await ready()).toBe(200);
    expect(await listOf()).toEqual([...list, "afterwards: complete"].sort());
  }
}

const numbersAt = async ({ url }: Plotter, id: string) => numbersOfDocument((await tryGetAnalysis(url, id))!);

const readAnew = "The log is read again from its start";

describe("plotters that run on", { timeout: 180_000 }, () => {
  it("show nothing of a store that was lost, and go on with the new one", async () => {
    const { server, plotters } = await started(2);
    const [one, two] = plotters as [Plotter, Plotter];
    const id = await run(one, "before");
    const numbers = await numbersAt(one, id);
    await waitForState(two.url, id, ({ status }) => status === "complete");
    await server.kill();
    await server.restoreStore();
    await server.start();
    for (const { list, url } of plotters) {
      await expect.poll(list, patience).toEqual([]);
      expect((await fetch(`${url}/analyses/${id}`)).status).toBe(404);
    }
    await expectAllRight(plotters, numbers, []);
    for (const { lines } of plotters) {
      const told = lines.filter(({ message }) => message === readAnew);
      expect(told).toHaveLength(1);
      expect(told[0]!["because"]).toMatch(/found a stream made at .* in HZZ_RESULTS, expected the one made at/);
    }
  });

  it.each(["stop", "kill"] as const)("show what is in an older store that was put back (%s)", async (end) => {
    const { server, plotters } = await started(2);
    const [one, two] = plotters as [Plotter, Plotter];
    const a = await run(one, "a");
    const numbers = await numbersAt(one, a);
    if (end === "stop") await server.stop();
    await server.saveStore();
    if (end === "stop") await server.start();
    await expect.poll(one.ready, patience).toBe(200);
    const c = await run(one, "c");
    await waitForState(two.url, c, ({ status }) => status === "complete");
    const streamed = fetch(`${one.url}/analyses/${a}/events`);
    await server[end]();
    await server.restoreStore();
    await server.start();
    for (const { list, url } of plotters) {
      await expect.poll(list, patience).toEqual(["a: complete"]);
      expect((await fetch(`${url}/analyses/${c}`)).status).toBe(404);
    }
    expect(await numbersAt(two, a)).toEqual(numbers);
    await (await streamed).text();
    // What was lost is started like any other.
    expect(await run(two, "c")).toBe(c);
    await expectAllRight(plotters, numbers, ["a: complete", "c: complete"]);
    const fresh = await plotterOn(server);
    expect(await fresh.list()).toEqual(await one.list());
  });

  it("do not wait for an analysis whose work stream was deleted: it stalls, and is taken up again", async () => {
    const { server, plotters, processor } = await started(1);
    const [plotter] = plotters as [Plotter];
    const numbers = await numbersAt(plotter, await run(plotter, "before"));
    await processor.stop();
    const { summary } = await postAnalysis(plotter.url, { ...fixture.spec, title: "during" });
    const jsm = await administrator(server);
    await jsm.streams.delete(STREAMS.work);
    const again = startToyProcessor(await opened(server));
    cleanUp.push(() => again.stop());
    await waitForState(plotter.url, summary.id, ({ stalled }) => stalled === true);
    expect(await run(plotter, "during")).toBe(summary.id);
    await expectAllRight(plotters, numbers, ["before: complete", "during: complete"]);
  });

  it.each(["dead", "recipes", "work"] as const)("make the stream again that was deleted alone: %s", async (kind) => {
    const { server, plotters } = await started(1);
    const [plotter] = plotters as [Plotter];
    const numbers = await numbersAt(plotter, await run(plotter, "before"));
    const jsm = await administrator(server);
    await jsm.streams.delete(STREAMS[kind]);
    await expectAllRight(plotters, numbers, ["before: complete"]);
    await expect
      .poll(() => jsm.streams.info(STREAMS[kind]).then(({ config }) => config.name, String), patience)
      .toBe(STREAMS[kind]);
  });

  it("begin anew when the log alone was deleted", async () => {
    const { server, plotters } = await started(2);
    const [one] = plotters as [Plotter];
    const numbers = await numbersAt(one, await run(one, "before"));
    const jsm = await administrator(server);
    await jsm.streams.delete(STREAMS.results);
    await run(one, "first");
    await expectAllRight(plotters, numbers, ["first: complete"]);
  });
});

it("what is missing is named by those who may not make it, until a plotter does", { timeout: 60_000 }, async () => {
  const server = await startNatsServer({ config: deployedConfig("swarm.conf") });
  cleanUp.push(() => server.remove());
  const before = await openBroker(urlFor(server.url, "plotter"));
  await using processor = await openBroker(urlFor(server.url, "zz"));
  await using bridge = await openBroker(urlFor(server.url, "bridge"));
  const stop = new AbortController();
  const taken: string[] = [];
  const handle = ({ analysis }: Delivery): Promise<Verdict> => {
    taken.push(analysis);
    return Promise.resolve({ kind: "done" });
  };
  const work = processor.work.consume(handle, { lanes: ["zz"], concurrency: 1, maxDeliveries: 3, signal: stop.signal });
  const item = { lane: "zz", run: 1, body: new Uint8Array(1), dedupKey: "a" };
  await before.work.publish({ ...item, analysis: "a" });
  await expect.poll(() => taken, patience).toEqual(["a"]);
  await before[Symbol.asyncDispose]();
  await server.kill();
  await server.restoreStore();
  await server.start();
  for (const broker of [processor, bridge])
    for (const name of Object.values(STREAMS))
      await expect.poll(() => whyAway(broker), patience).toContain(`the stream ${name} is missing`);
  await using plotter = await openBroker(urlFor(server.url, "plotter"));
  for (const broker of [processor, bridge]) await expect.poll(() => whyAway(broker), patience).toBeUndefined();
  await plotter.work.publish({ ...item, analysis: "b" });
  await expect.poll(() => taken, patience).toEqual(["a", "b"]);
  stop.abort();
  await work;
});

it("a plotter that starts beside a log that was emptied is ready at once", { timeout: 60_000 }, async () => {
  const { server, plotters } = await started(1);
  const [before] = plotters as [Plotter];
  const numbers = await numbersAt(before, await run(before, "before"));
  const jsm = await administrator(server);
  await jsm.streams.purge(STREAMS.results);
  const plotter = await plotterOn(server);
  expect(await plotter.list()).toEqual([]);
  await expectAllRight([plotter], numbers, []);
  await expect.poll(before.list, patience).toEqual(["afterwards: complete"]);
});

it("a log whose first part was purged is shown as it was read, until a plotter starts; what went is run again", async () => {
  const { server, plotters } = await started(1);
  const [plotter] = plotters as [Plotter];
  const numbers = await numbersAt(plotter, await run(plotter, "gone"));
  const { last_seq: last } = (await (await administrator(server)).streams.info(STREAMS.results)).state;
  await run(plotter, "kept");
  // With each new connection the log is compared with what was there the last time; whoever has run an analysis since then has done so.
  const compare = async (title: string) => {
    await server.kill();
    await expect.poll(plotter.ready, patience).toBe(503);
    await server.start();
    await expect.poll(plotter.ready, patience).toBe(200);
    await run(plotter, title);
  };
  await compare("later");
  await (await administrator(server)).streams.purge(STREAMS.results, { seq: last + 1 });
  await compare("last");
  const rest = ["kept: complete", "last: complete", "later: complete"];
  expect(await plotter.list()).toEqual(["gone: complete", ...rest]);
  const fresh = await plotterOn(server);
  expect(await fresh.list()).toEqual(rest);
  const again = await run(fresh, "gone");
  for (const each of [fresh, plotter]) {
    expect(await numbersAt(each, again)).toEqual(numbers);
    expect(await each.list()).toEqual(["gone: complete", ...rest]);
  }
}, 120_000);
