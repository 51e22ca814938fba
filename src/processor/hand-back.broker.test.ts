import { afterAll, afterEach, describe, expect, it, onTestFinished } from "vitest";
import { startNatsServer } from "../../test/support/nats-server.ts";
import { startRabbitMqServer, type TestRabbitMqServer } from "../../test/support/rabbitmq-server.ts";
import { ProcessorStoppingError } from "./errors.ts";
import { fileItem } from "../../test/support/work-items.ts";
import type { ProcessItem } from "./process-context.ts";
import { runProcessor } from "./run-processor.ts";
import { createLogger } from "../logging/logger.ts";
import { openJetStreamBroker } from "../messaging/jetstream.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import { openRabbitMqBroker } from "../messaging/rabbitmq.ts";
import { encodeWorkItem } from "../protocol/codec.ts";

/** So long a silent item would stay with a processor that was killed; no test waits for it. */
const ACK_WAIT_MS = 120_000;

const releases: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

async function memoryConnections(): Promise<readonly [Broker, Broker]> {
  const broker = createMemoryBroker({ ackWaitMs: ACK_WAIT_MS });
  return Promise.resolve([broker, broker.connectAnother()]);
}

async function jetStreamConnections(): Promise<readonly [Broker, Broker]> {
  const server = await startNatsServer();
  releases.push(() => server.remove());
  const open = () => openJetStreamBroker(server.url, { ackWaitMs: ACK_WAIT_MS });
  return [await open(), await open()];
}

/** Its start takes seconds; each test leaves its lane empty. */
let rabbit: Promise<TestRabbitMqServer> | undefined;
afterAll(async () => (await rabbit)?.remove());

async function rabbitMqConnections(): Promise<readonly [Broker, Broker]> {
  const server = await (rabbit ??= startRabbitMqServer());
  const open = () => openRabbitMqBroker(server.url, { ackWaitMs: ACK_WAIT_MS });
  return [await open(), await open()];
}

/** Waits for its signal, as a long read does. */
const untilAborted: ProcessItem = (_, { signal }) =>
  new Promise((__, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason as Error);
    });
  });

function start(broker: Broker, process: ProcessItem) {
  const stop = new AbortController();
  const handBack = new AbortController();
  const lines: string[] = [];
  const finished = runProcessor({
    broker,
    lanes: ["zz"],
    concurrency: 2,
    maxDeliveries: 3,
    process,
    signal: stop.signal,
    handBack: handBack.signal,
    logger: createLogger({ level: "debug", format: "json", write: (line) => lines.push(line) }),
  });
  onTestFinished(async () => {
    stop.abort();
    handBack.abort();
    await finished;
    await broker[Symbol.asyncDispose]();
  });
  return { stop, handBack, finished, lines };
}

describe.each([
  ["memory", memoryConnections],
  ["nats", jetStreamConnections],
  ["rabbitmq", rabbitMqConnections],
])("on %s, a processor that stops", (_, connections) => {
  it("gives an item that takes too long to another one at once", async () => {
    const [broker, otherBroker] = await connections();
    let taken = (): void => undefined;
    const inHand = new Promise<void>((resolve) => (taken = resolve));
    const stopping = start(broker, (item, context) => {
      taken();
      return untilAborted(item, context);
    });
    await broker.work.publish({ lane: "zz", analysis: "a1", run: 1, body: encodeWorkItem(fileItem()), dedupKey: "1" });
    await inHand;
    stopping.stop.abort();
    const begun = performance.now();
    let done = (): void => undefined;
    const doneElsewhere = new Promise<void>((resolve) => (done = resolve));
    start(otherBroker, () => {
      done();
      return Promise.resolve();
    });
    stopping.handBack.abort(new ProcessorStoppingError());
    await stopping.finished;
    await doneElsewhere;
    expect(performance.now() - begun).toBeLessThan(ACK_WAIT_MS / 10);
    expect(stopping.lines.join("")).toContain('"message":"Item stopped"');
    expect(await broker.deadLetters.list()).toEqual([]);
    const log = [];
    for await (const record of broker.log.read("a1")) log.push(record);
    expect(log).toEqual([]);
  });

  it("finishes an item that is done within the grace", async () => {
    const [broker] = await connections();
    let finish = (): void => undefined;
    let taken = (): void => undefined;
    const inHand = new Promise<void>((resolve) => (taken = resolve));
    const stopping = start(broker, () => {
      taken();
      return new Promise<void>((resolve) => (finish = resolve));
    });
    await broker.work.publish({ lane: "zz", analysis: "a1", run: 1, body: encodeWorkItem(fileItem()), dedupKey: "1" });
    await inHand;
    stopping.stop.abort();
    finish();
    await stopping.finished;
    expect(stopping.lines.join("")).toContain('"message":"Item done"');
    expect(await broker.work.state("zz")).toMatchObject({ waiting: 0, inFlight: 0 });
  });
});
