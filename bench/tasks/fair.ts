import { setTimeout as pause } from "node:timers/promises";
import { startNatsServer } from "../../test/support/nats-server.ts";
import { startRabbitMqServer } from "../../test/support/rabbitmq-server.ts";
import { createMemoryBroker } from "../../src/messaging/memory.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import type { Broker } from "../../src/messaging/port.ts";
import { turnAfter } from "../../src/messaging/turns.ts";

/** A small analysis that is posted beside large ones which have been worked on for a second. */
export interface Fair {
  readonly consumers: number;
  readonly larges: number;
  /** From its posting to its first and last item done; null if that was not waited for. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** What it would have waited for in one queue for all. */
  readonly aheadMs: number;
  /** Items of all that were done in a second, and if all are in one turn. */
  readonly perSecond: number;
  readonly perSecondOneTurn: number;
}

/** Time that an item takes; a real one takes some times as long. */
const itemMs = 20;
const itemsOfLarge = 300;
const itemsOfSmall = 4;
const longestWaitMs = 16_000;
const windowMs = 2000;

interface Bench {
  readonly open: () => Promise<Broker>;
  readonly close: () => Promise<void>;
}

async function benchOf(kind: string): Promise<Bench> {
  if (kind === "memory") {
    const broker = createMemoryBroker();
    return { open: () => Promise.resolve(broker.connectAnother()), close: () => Promise.resolve() };
  }
  const server = kind === "nats" ? await startNatsServer() : await startRabbitMqServer();
  return { open: () => openBroker(server.url), close: () => server.remove() };
}

let lanes = 0;

/** Posts large analyses to a lane of their own and works on them; `post` adds another one. */
async function workOn({ open }: Bench, consumers: number, larges: number, turnOf: (ahead: number) => number) {
  const lane = `lane-${lanes++}`;
  const connections = await Promise.all(Array.from({ length: consumers + 1 }, open));
  const [publisher] = connections as [Broker];
  const post = async (analysis: string, items: number): Promise<void> => {
    const one = (i: number) => {
      const body = new Uint8Array(600);
      return publisher.work.publish({ lane, analysis, run: 1, body, dedupKey: `${lane} ${i}`, turn: turnOf(i) });
    };
    await Promise.all(Array.from({ length: items }, (_, i) => one(i)));
  };
  for (let large = 0; large < larges; large++) await post(`large-${large}`, itemsOfLarge);
  const stop = new AbortController();
  const done: { readonly analysis: string; readonly at: number }[] = [];
  const consuming = connections.slice(1).map((broker) =>
    broker.work.consume(
      async ({ analysis }) => {
        await pause(itemMs);
        done.push({ analysis, at: performance.now() });
        return { kind: "done" };
      },
      { lanes: [lane], concurrency: 1, maxDeliveries: 9, signal: stop.signal },
    ),
  );
  // Queues that are new are not used at once by every broker.
  while (done.length === 0) await pause(10);
  return {
    post,
    done,
    end: async () => {
      stop.abort();
      await Promise.all(consuming);
      for (const connection of connections) await connection[Symbol.asyncDispose]();
    },
  };
}

/** Items done in a second, after the first second, while there is more than enough. */
async function throughput(bench: Bench, consumers: number, turnOf: (ahead: number) => number): Promise<number> {
  const work = await workOn(bench, consumers, 1 + 2 * consumers, turnOf);
  await pause(1000);
  const [before, begun] = [work.done.length, performance.now()];
  await pause(windowMs);
  const rate = (1000 * (work.done.length - before)) / (performance.now() - begun);
  await work.end();
  return rate;
}

async function smallBeside(bench: Bench, consumers: number, larges: number) {
  const work = await workOn(bench, consumers, larges, turnAfter);
  await pause(1000);
  const begun = performance.now();
  const ahead = larges * itemsOfLarge - work.done.length;
  await work.post("small", itemsOfSmall);
  const ofSmall = () => work.done.filter(({ analysis }) => analysis === "small").map(({ at }) => at - begun);
  while (ofSmall().length < itemsOfSmall && performance.now() - begun < longestWaitMs) await pause(10);
  const times = ofSmall();
  await work.end();
  return {
    firstMs: times[0] ?? null,
    lastMs: times[itemsOfSmall - 1] ?? null,
    aheadMs: (ahead * itemMs) / consumers,
  };
}

const bench = await benchOf(process.argv[2] ?? "memory");
const results: Fair[] = [];
try {
  for (const consumers of [1, 4]) {
    const perSecondOneTurn = await throughput(bench, consumers, () => 0);
    const perSecond = await throughput(bench, consumers, turnAfter);
    for (const larges of [1, 6, 50])
      results.push({
        consumers,
        larges,
        ...(await smallBeside(bench, consumers, larges)),
        perSecond,
        perSecondOneTurn,
      });
  }
} finally {
  await bench.close();
}
console.log(JSON.stringify(results));
