import { connect } from "amqplib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../src/config/config.ts";
import { createLogger } from "../src/logging/logger.ts";
import type { LaneList } from "../src/protocol/documents/operations-document.ts";
import { guarded } from "../src/messaging/rabbitmq/channel-errors.ts";
import { laneQueue, NAMES, turnsOf } from "../src/messaging/rabbitmq/names.ts";
import { openRabbitMqBroker } from "../src/messaging/rabbitmq.ts";
import type { AnalysisSummary } from "../src/protocol/documents/analysis-document.ts";
import { startPlotter } from "../src/serve/serve-plotter.ts";
import * as fixture from "./support/fixture-log.ts";
import { numbersOfDocument, postAnalysis, tryGetAnalysis, waitForState } from "./support/http-plotter.ts";
import { startRabbitMqServer, type TestRabbitMqServer } from "./support/rabbitmq-server.ts";
import { startToyProcessor, type ToyOptions } from "./support/toy-processor.ts";

/** Queues, streams and the exchange of RabbitMQ that are deleted or emptied while a plotter and a processor run, and stay. */

let server: TestRabbitMqServer;
beforeAll(async () => {
  server = await startRabbitMqServer();
}, 200_000);
afterAll(() => server.remove());

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const patience = { timeout: 90_000, interval: 100 };
const machine = { cores: 1, memoryBytes: 8e9, pathDelimiter: ":", cacheFolder: "/cache", readText: () => "" };
const lane = laneQueue({ lane: "default", turn: 0 });

async function opened() {
  const broker = await openRabbitMqBroker(server.url, { newQueueWaitMs: 0 });
  cleanUp.push(async () => broker[Symbol.asyncDispose]());
  return broker;
}

async function startedPlotter() {
  const stop = new AbortController();
  const { url, finished } = await startPlotter({
    config: parseConfig(
      { HZZ_PORT: "0", HZZ_GRACE_MS: "500", HZZ_STALL_MS: "1000", HZZ_LANES: "default" },
      {},
      machine,
    ),
    broker: await opened(),
    logger: createLogger({ level: "error", format: "json", write: () => undefined }),
    assetsFolder: "/nonexistent",
    stop: stop.signal,
  });
  cleanUp.push(async () => {
    stop.abort();
    await finished;
  });
  const readiness = async () => {
    const answer = await fetch(`${url}/readyz`);
    return answer.ok ? "ready" : ((await answer.json()) as { detail: string }).detail;
  };
  const list = async () => {
    const { analyses } = (await (await fetch(`${url}/analyses`)).json()) as { analyses: AnalysisSummary[] };
    return analyses.map(({ title }) => title);
  };
  await expect.poll(readiness, patience).toBe("ready");
  return { url, readiness, list };
}

async function startedProcessor(options: ToyOptions = {}) {
  const processor = startToyProcessor(await opened(), options);
  cleanUp.push(() => processor.stop());
  return processor;
}

async function operator() {
  const connection = await connect(server.url);
  connection.on("error", () => undefined);
  cleanUp.push(() => connection.close().catch(() => undefined));
  return guarded(await connection.createChannel());
}

let analyses = 0;
const fresh = (what: string) => ({ ...fixture.spec, title: `${what} ${++analyses}` });
type Spec = ReturnType<typeof fresh>;

/** Whoever is answered that it cannot be done now tries again, as a client does. */
async function post(url: string, spec: Spec): Promise<string> {
  let id = "";
  const trying = async () => {
    const { status, summary } = await postAnalysis(url, spec);
    ({ id } = summary);
    return status;
  };
  await expect.poll(trying, patience).toBeLessThan(300);
  return id;
}

const ended = (url: string, id: string) => waitForState(url, id, ({ status }) => status === "complete");

async function run(url: string, spec: Spec): Promise<unknown> {
  const id = await post(url, spec);
  return numbersOfDocument(await ended(url, id));
}

async function remove(name: string): Promise<void> {
  const channel = await operator();
  await (name === NAMES.ask ? channel.deleteExchange(name) : channel.deleteQueue(name));
}

const { deadLock: _, ...shared } = NAMES;
const all = [...Object.values(shared), lane];

describe("a plotter and a processor over RabbitMQ", { timeout: 200_000 }, () => {
  it.each(all)("run the next analysis though %s was deleted", async (name) => {
    const { url, readiness } = await startedPlotter();
    await startedProcessor();
    const numbers = await run(url, fresh("before"));
    await remove(name);
    const said = await readiness();
    if (said !== "ready" && said.includes("missing")) expect(said).toContain(`${name} is missing`);
    await expect.poll(readiness, patience).toBe("ready");
    expect(await run(url, fresh("after"))).toEqual(numbers);
    expect(await readiness()).toBe("ready");
  });

  it.each(all.filter((name) => name !== NAMES.results && name !== lane))(
    "end the analysis that runs while %s is deleted",
    async (name) => {
      const { url } = await startedPlotter();
      let open: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (open = resolve));
      const processor = await startedProcessor({ gate: () => gate });
      const id = await post(url, fresh("during"));
      await expect.poll(() => processor.items.length, patience).toBeGreaterThan(0);
      await remove(name);
      open();
      await ended(url, id);
    },
  );

  it.each(["deletes", "purges"])(
    "see that an analysis has stalled when somebody %s its lane, and take it up again",
    async (how) => {
      const { url } = await startedPlotter();
      const spec = fresh("lost");
      const id = await post(url, spec);
      const channel = await operator();
      await (how === "deletes" ? channel.deleteQueue(lane) : channel.purgeQueue(lane));
      await startedProcessor();
      await waitForState(url, id, ({ stalled }) => stalled === true);
      expect(await post(url, spec)).toBe(id);
      await ended(url, id);
    },
  );

  it("are told that the log is gone: nothing is shown of it, and the same analysis runs again", async () => {
    const [one, two] = [await startedPlotter(), await startedPlotter()];
    await startedProcessor();
    const spec = fresh("shown");
    const numbers = await run(one.url, spec);
    await expect.poll(two.list, patience).toContain(spec.title);
    await remove(NAMES.results);
    for (const { list, readiness } of [one, two]) {
      await expect.poll(list, patience).toEqual([]);
      await expect.poll(readiness, patience).toBe("ready");
    }
    expect(await run(two.url, spec)).toEqual(numbers);
    await expect.poll(one.list, patience).toEqual([spec.title]);
  });

  it("go on with a node that was emptied", async () => {
    const { url, list, readiness } = await startedPlotter();
    await startedProcessor();
    const spec = fresh("shown");
    const numbers = await run(url, spec);
    const cancelled = await post(url, fresh("cancelled"));
    await fetch(`${url}/analyses/${cancelled}`, { method: "DELETE" });
    for (const step of ["stop_app", "reset", "start_app"]) await server.control([step]);
    await expect.poll(list, patience).toEqual([]);
    await expect.poll(readiness, patience).toBe("ready");
    expect(await run(url, spec)).toEqual(numbers);
  });

  it("tell of a consumer that keeps a lane's items; what it took stalls, and is sent again", async () => {
    const { url } = await startedPlotter();
    // Makes the queues, if no other test has.
    await (await startedProcessor()).stop();
    const channel = await operator();
    await channel.prefetch(1000);
    for (const at of turnsOf("default")) {
      await channel.consume(laneQueue(at), () => undefined);
    }
    const spec = fresh("kept");
    const id = await post(url, spec);
    await waitForState(url, id, ({ stalled }) => stalled === true);
    await startedProcessor();
    const lanes = async () => ((await (await fetch(`${url}/lanes`)).json()) as LaneList).lanes;
    await expect.poll(lanes, patience).toMatchObject([{ name: "default", foreignConsumers: 4 }]);
    await channel.close();
    await ended(url, id);
    expect(await tryGetAnalysis(url, id)).toMatchObject({ status: "complete" });
  });
});
