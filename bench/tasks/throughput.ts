import { setTimeout as pause } from "node:timers/promises";
import { startRabbitMqServer } from "../../test/support/rabbitmq-server.ts";
import { startNatsServer } from "../../test/support/nats-server.ts";
import { createMemoryBroker } from "../../src/messaging/memory.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import type { Broker } from "../../src/messaging/port.ts";
import { type Helper, startHelper } from "../helper.ts";
import { madeDeltas } from "../made-deltas.ts";
import { appendMade, consumeMade, madeLane, openLane, publishMade } from "../made-work.ts";
import { cpuMs } from "../memory-use.ts";

/** What a broker does in a second, and what a consumer's side of it costs. */
export interface Throughput {
  /** Work items stored. */
  readonly published: number;
  /** Items taken, their deltas in the log, settled. */
  readonly done: number;
  /** Time of the processor for each of them: in memory of all sides, over a server of the consumers alone. */
  readonly cpuMicroseconds: number;
  /** Log records stored, 64 at once. */
  readonly appended: number;
  /** Log records that came to a follower which starts at the beginning. */
  readonly followed: number;
  readonly itemBytes: number;
  readonly deltaBytes: number;
}

/** Consumers that can be started together. @returns what stops them, and their CPU time in ms */
type StartConsumers = () => Promise<() => Promise<number>>;

async function measure(broker: Broker, items: number, ready: StartConsumers): Promise<Throughput> {
  const made = madeDeltas(items, "bench-work");
  const perSecond = (begun: number) => (1000 * items) / (performance.now() - begun);
  await openLane(broker, madeLane);
  let begun = performance.now();
  const itemBytes = await publishMade(broker, made);
  const published = perSecond(begun);

  begun = performance.now();
  const stop = await ready();
  await count(broker, made.analysis, items);
  while (!(await isSettled(broker))) await pause(2);
  const done = perSecond(begun);
  const cpu = await stop();

  const log = { ...made, analysis: "bench-log" };
  begun = performance.now();
  await appendMade(broker, log);
  const appended = perSecond(begun);
  begun = performance.now();
  await count(broker, log.analysis, items);
  const followed = perSecond(begun);
  const deltaBytes = made.message(0).length;
  return { published, done, cpuMicroseconds: (1000 * cpu) / items, appended, followed, itemBytes, deltaBytes };
}

async function isSettled(broker: Broker): Promise<boolean> {
  const { waiting, inFlight } = await broker.work.state(madeLane);
  return waiting + inFlight === 0;
}

/** Follows the log of an analysis until it has so many records. */
async function count(broker: Broker, analysis: string, records: number): Promise<void> {
  const stop = new AbortController();
  let seen = 0;
  for await (const record of broker.log.follow(analysis, { signal: stop.signal })) {
    if (record.analysis === analysis) seen++;
    if (seen === records) stop.abort();
  }
}

async function overMemory(consumers: number, items: number): Promise<Throughput> {
  await using broker = createMemoryBroker();
  return await measure(broker, items, () => {
    const [stop, since] = [new AbortController(), process.cpuUsage()];
    const loops = Array.from({ length: consumers }, () => consumeMade(broker.connectAnother(), items, stop.signal));
    return Promise.resolve(async () => {
      stop.abort();
      await Promise.all(loops);
      return cpuMs(since);
    });
  });
}

async function overServer(kind: string, consumers: number, items: number): Promise<Throughput> {
  const server = await (kind === "nats" ? startNatsServer() : startRabbitMqServer());
  const helpers: Helper[] = [];
  try {
    await using broker = await openBroker(server.url);
    while (helpers.length < consumers) helpers.push(await startHelper("consumer", [server.url, items]));
    return await measure(broker, items, async () => {
      await Promise.all(helpers.map((helper) => helper.ask("start")));
      return async () =>
        (await Promise.all(helpers.map((helper) => helper.ask<number>("stop")))).reduce((a, b) => a + b);
    });
  } finally {
    for (const helper of helpers) await helper[Symbol.asyncDispose]();
    await server.remove();
  }
}

process.once("SIGTERM", () => process.exit(1));
const [kind = "", consumers, items] = process.argv.slice(2);
const measured = (...sizes: [number, number]) =>
  kind === "memory" ? overMemory(...sizes) : overServer(kind, ...sizes);
console.log(JSON.stringify(await measured(Number(consumers), Number(items))));
