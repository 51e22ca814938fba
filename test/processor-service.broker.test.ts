import { createServer } from "node:net";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { prepareAnalysis } from "../src/analysis/prepared-analysis.ts";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import { recipeIn } from "../src/analysis/spec-recipe.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { openJetStreamBroker } from "../src/messaging/jetstream.ts";
import { createLedger } from "../src/ledger/ledger.ts";
import { missingWork } from "../src/ledger/missing-work.ts";
import { decodeLogEvent, encodeWorkItem, logEventToJson } from "../src/protocol/codec.ts";
import { workDedupKey } from "../src/protocol/dedup-keys.ts";
import type { WorkItem } from "../src/protocol/work-item.ts";
import { startMisbehavingServer } from "./support/misbehaving-server.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";
import { type BuiltService, startService } from "./support/built-service.ts";
import { filesAtHand } from "./support/release-or-toy.ts";

const releases: (() => unknown)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

let nats: TestNatsServer;
beforeAll(async () => {
  nats = await startNatsServer();
});
afterAll(() => nats.remove());

/** A lane of its own for each test, as they share the server. */
let lanes = 0;
const newLane = (): string => `lane-${++lanes}`;

function start(env: Record<string, string>, server = nats): BuiltService {
  const service = startService("processor.js", {
    HZZ_BROKER: server.url,
    HZZ_PROCESSOR_PORT: "0",
    HZZ_WORKERS: "1",
    ...env,
  });
  releases.push(() => service.end());
  return service;
}

async function startReady(env: Record<string, string>, server = nats) {
  const service = start(env, server);
  const { url } = await service.line("The processor is ready");
  return { ...service, url: String(url) };
}

async function openBroker(server = nats) {
  const broker = await openJetStreamBroker(server.url);
  releases.push(() => broker[Symbol.asyncDispose]());
  return broker;
}

async function ownNats(): Promise<TestNatsServer> {
  const own = await startNatsServer();
  releases.push(() => own.remove());
  return own;
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;
const post = (url: string, item: WorkItem, signal: AbortSignal | null = null) =>
  fetch(`${url}/work`, {
    method: "POST",
    body: JSON.stringify(item),
    headers: { "content-type": "application/json" },
    signal,
  });

/** The items of a spec's files. */
async function itemsOf(spec: AnalysisSpec): Promise<WorkItem[]> {
  const prepared = await prepareAnalysis(spec);
  const recipe = recipeIn(spec);
  return [...missingWork(prepared, 1, createLedger(prepared.id))].map(({ item }) => ({ ...item, recipe }));
}

/** The preset with the first file of one sample, which lies at this place. */
async function itemAt(path: string): Promise<WorkItem> {
  const [item] = await itemsOf(selectSamples(presetByName("hzz-2020"), ["data_D"]));
  return { ...item!, file: { index: 0, path } };
}

/** The URL of a server that takes requests and never answers; resolves `asked` with the first one. */
async function silentServer() {
  const server = await startMisbehavingServer();
  releases.push(() => server[Symbol.asyncDispose]());
  let seen: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const url = server.serve("/silent.root", () => {
    seen();
  });
  return { url, asked, origin: server.origin };
}

describe("the processor service", () => {
  it("is alive, ready and measured, and ends with 0 when it is told to stop", async () => {
    const service = await startReady({ HZZ_LANES: newLane() });
    expect(await statusOf(`${service.url}/healthz`)).toBe(200);
    expect(await statusOf(`${service.url}/readyz`)).toBe(200);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain("\nhzz_processor_items_in_flight 0\n");
    expect(metrics).toMatch(/\nhzz_processor_worker_threads [1-9]\d*\n/);
    expect(metrics).toContain("\nprocess_resident_memory_bytes ");
    service.signal("SIGTERM");
    expect(await service.exited, service.text()).toBe(0);
    await service.line("The processor has ended; nothing is left in progress");
    expect(service.otherText()).toBe("");
  });

  it("is not ready while its broker is away, and alive all the time", async () => {
    const own = await ownNats();
    const service = await startReady({ HZZ_LANES: newLane() }, own);
    await own.kill();
    await expect.poll(() => statusOf(`${service.url}/readyz`)).toBe(503);
    expect(await statusOf(`${service.url}/healthz`)).toBe(200);
    await own.start();
    await expect.poll(() => statusOf(`${service.url}/readyz`)).toBe(200);
    service.signal("SIGINT");
    expect(await service.exited, service.text()).toBe(0);
  });

  it("stops within its grace although its broker is away", async () => {
    const own = await ownNats();
    const service = await startReady({ HZZ_LANES: newLane(), HZZ_GRACE_MS: "500" }, own);
    await own.kill();
    service.signal("SIGTERM");
    expect(await service.exited, service.text()).toBe(0);
  });

  it("waits for a broker that is started after it", async () => {
    const own = await ownNats();
    await own.stop();
    const service = start({ HZZ_LANES: newLane() }, own);
    expect(await service.line("Waiting for the broker")).toMatchObject({ level: "warn", waitMs: 60_000 });
    await own.start();
    await service.line("The processor is ready");
  });

  it("gives up waiting for its broker with 1 and the reason, and needs no waiting to stop", async () => {
    const own = await ownNats();
    await own.stop();
    const patient = start({ HZZ_LANES: newLane() }, own);
    await patient.line("Waiting for the broker");
    patient.signal("SIGTERM");
    expect(await patient.exited, patient.text()).toBe(0);
    const impatient = start({ HZZ_LANES: newLane(), HZZ_BROKER_WAIT_MS: "300" }, own);
    expect(await impatient.exited).toBe(1);
    expect(JSON.stringify(impatient.lines.at(-1))).toMatch(/BrokerSetupError.*No connection to the NATS server/);
  });

  it("ends with 1 when its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    releases.push(() => Promise.resolve(other.close()));
    const { port } = other.address() as { port: number };
    const service = start({ HZZ_LANES: newLane(), HZZ_PROCESSOR_PORT: String(port) });
    expect(await service.exited).toBe(1);
    expect(JSON.stringify(service.lines.at(-1))).toContain(`Port ${port} on 127.0.0.1 is taken`);
  });

  it("ends with 2 and all faults when its settings are wrong", async () => {
    const service = start({ HZZ_LANES: "a b", HZZ_GRACE_MS: "soon" });
    expect(await service.exited).toBe(2);
    expect(service.otherText()).toMatch(
      /^hzz processor: 2 settings cannot be used:\n {2}HZZ_LANES .*\n {2}HZZ_GRACE_MS /,
    );
  });

  it("hands an item that takes longer than its grace to another processor at once", async () => {
    const { url, origin, asked } = await silentServer();
    const lane = newLane();
    const service = await startReady({ HZZ_LANES: lane, HZZ_GRACE_MS: "200", HZZ_PRIVATE_ORIGINS: origin });
    const broker = await openBroker();
    const item = await itemAt(url);
    const body = encodeWorkItem(item);
    await broker.work.publish({ lane, analysis: item.analysis, run: item.run, body, dedupKey: lane });
    await asked;
    const begun = performance.now();
    service.signal("SIGTERM");
    const stop = new AbortController();
    const attempts: number[] = [];
    await broker.work.consume(
      (delivery) => {
        attempts.push(delivery.attempt);
        stop.abort();
        return Promise.resolve({ kind: "done" });
      },
      { lanes: [lane], concurrency: 1, maxDeliveries: 5, signal: stop.signal },
    );
    expect(attempts).toEqual([2]);
    // A killed processor's items come back after 30 s.
    expect(performance.now() - begun).toBeLessThan(25_000);
    expect(await service.exited, service.text()).toBe(0);
  });

  it("hands back at once at the second signal", async () => {
    const { url, origin, asked } = await silentServer();
    const service = await startReady({
      HZZ_LANES: newLane(),
      HZZ_GRACE_MS: "3600000",
      HZZ_PRIVATE_ORIGINS: origin,
    });
    const answer = post(service.url, await itemAt(url));
    await asked;
    service.signal("SIGTERM");
    await service.line("The processor is stopping");
    service.signal("SIGTERM");
    const response = await answer;
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ title: "Stopped" });
    expect(await service.exited, service.text()).toBe(0);
  });

  it("stops an item by HTTP whose client has gone", async () => {
    const { url, origin, asked } = await silentServer();
    const service = await startReady({ HZZ_LANES: newLane(), HZZ_PRIVATE_ORIGINS: origin });
    const client = new AbortController();
    const answer = post(service.url, await itemAt(url), client.signal);
    await asked;
    client.abort();
    await expect(answer).rejects.toThrow();
    const metrics = async () => (await fetch(`${service.url}/metrics`)).text();
    await expect.poll(metrics).toContain('hzz_processor_items_total{lane="(http)",outcome="stopped"} 1\n');
    expect(service.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("reads for others only from places that its settings allow", async () => {
    const { url } = await silentServer();
    const service = await startReady({ HZZ_LANES: newLane() });
    for (const place of [url, "/etc/passwd", "../x.root"]) {
      const response = await post(service.url, await itemAt(place));
      expect(response.status).toBe(422);
      expect(await response.json()).toMatchObject({ events: [{ kind: "file-failed" }] });
    }
  });
});

describe("the processor service with files in its mirror", () => {
  it("puts into the log what POST /work answers, item by item, and drains", async () => {
    const spec = selectSamples(parseSpec(filesAtHand.input), ["data_D"]);
    const lane = newLane();
    const service = await startReady({
      HZZ_LANES: `${newLane()},${lane}`,
      HZZ_MIRROR: await filesAtHand.folder(),
      HZZ_WORKERS: "2",
    });
    const items = await itemsOf(spec);
    const { analysis } = items[0]!;
    const answered: object[] = [];
    for (const queue = [...items]; queue.length > 0;) {
      const response = await post(service.url, queue.shift()!);
      expect(response.status).toBe(200);
      const { events, work } = (await response.json()) as { events: object[]; work: WorkItem[] };
      answered.push(...events);
      queue.push(...work);
    }
    const [entries] = filesAtHand.counted(["data_D"]).cutflow;
    expect(answered).toContainEqual(expect.objectContaining({ kind: "partition-done", seen: entries }));
    const broker = await openBroker();
    for (const item of items)
      await broker.work.publish({
        lane,
        analysis,
        run: item.run,
        body: encodeWorkItem(item),
        dedupKey: `${lane}/${workDedupKey(item)}`,
      });
    const logged: object[] = [];
    const stop = new AbortController();
    for await (const { body } of broker.log.follow(analysis, { signal: stop.signal })) {
      logged.push(logEventToJson(decodeLogEvent(body)));
      if (logged.length === answered.length) stop.abort();
    }
    expect(sorted(logged)).toEqual(sorted(answered));
    service.signal("SIGTERM");
    expect(await service.exited, service.text()).toBe(0);
    expect(await broker.work.state(lane)).toMatchObject({ waiting: 0, inFlight: 0 });
  });
});

/** Events in an order of their own, without how long they took. */
function sorted(events: readonly object[]): object[] {
  const keyOf = ({ kind, sample, file, partition }: Record<string, unknown>) =>
    JSON.stringify([kind, sample, file, partition]);
  return events.map((event) => ({ ...event, stats: undefined })).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
