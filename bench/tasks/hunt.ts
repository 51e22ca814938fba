import { setTimeout as pause } from "node:timers/promises";
import { startNatsServer } from "../../test/support/nats-server.ts";
import { startRabbitMqServer } from "../../test/support/rabbitmq-server.ts";
import { prepareAnalysis } from "../../src/analysis/prepared-analysis.ts";
import { acceptAnalysis } from "../../src/ledger/accept-analysis.ts";
import { createLedger } from "../../src/ledger/ledger.ts";
import { createMemoryBroker } from "../../src/messaging/memory.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import type { Broker } from "../../src/messaging/port.ts";
import { decodeLogEvent } from "../../src/protocol/codec.ts";
import { type Helper, startHelper } from "../helper.ts";
import { openLane } from "../made-work.ts";
import { consumeHunted, huntedLane, huntedSpec, partsOfHunted } from "../hunted-work.ts";

/** From the start of each analysis to its last part, in milliseconds, in the order of their ends. */
export type Hunt = readonly number[];

/** So many are under way at once: few, so that the lane runs dry between them again and again. */
const postedAtOnce = 4;
const longestPauseMs = 20;
/** One that takes longer counts with this time, and the hunt goes on. */
const mostMs = 120_000;

/** Tells of each analysis when the last of its parts is in the log. */
class Ends {
  readonly #left = new Map<string, { readonly parts: Set<string>; readonly end: () => void }>();

  async follow(broker: Broker, signal: AbortSignal): Promise<void> {
    for await (const { analysis, body } of broker.log.follow(undefined, { signal })) {
      const event = decodeLogEvent(body);
      if (event.kind !== "partition-done") continue;
      const { parts, end } = this.#of(analysis);
      parts.add(`${event.sample} ${event.file} ${event.partition.index}`);
      if (parts.size === partsOfHunted) end();
    }
  }

  of(analysis: string): Promise<void> {
    return new Promise((end) => this.#left.set(analysis, { parts: new Set(), end }));
  }

  #of(analysis: string) {
    const known = this.#left.get(analysis);
    if (known === undefined) throw new Error(`${analysis} was not started here`);
    return known;
  }
}

async function hunt(broker: Broker, analyses: number, minutes: number): Promise<Hunt> {
  const stop = new AbortController();
  const ends = new Ends();
  const following = ends.follow(broker, stop.signal);
  const times: number[] = [];
  const begun = performance.now();
  let started = 0;
  const postOneByOne = async (): Promise<void> => {
    while (started < analyses && performance.now() - begun < 60_000 * minutes) {
      const prepared = await prepareAnalysis(huntedSpec(started++));
      const over = new AbortController();
      const ended = ends.of(prepared.id);
      const since = performance.now();
      await acceptAnalysis(broker, prepared, new Date(), createLedger(prepared.id));
      await Promise.race([ended, pause(mostMs, undefined, { signal: over.signal }).catch(() => undefined)]);
      over.abort();
      times.push(performance.now() - since);
      await pause(longestPauseMs * Math.random());
    }
  };
  await Promise.race([following, Promise.all(Array.from({ length: postedAtOnce }, postOneByOne))]);
  stop.abort();
  await following;
  return times;
}

async function overMemory(processors: number, analyses: number, minutes: number): Promise<Hunt> {
  await using broker = createMemoryBroker();
  const stop = new AbortController();
  const loops = Array.from({ length: processors }, () => consumeHunted(broker.connectAnother(), stop.signal));
  const times = await hunt(broker, analyses, minutes);
  stop.abort();
  await Promise.all(loops);
  return times;
}

async function overServer(kind: string, processors: number, analyses: number, minutes: number): Promise<Hunt> {
  const server = await (kind === "nats" ? startNatsServer() : startRabbitMqServer());
  const helpers: Helper[] = [];
  try {
    await using broker = await openBroker(server.url);
    await openLane(broker, huntedLane);
    while (helpers.length < processors) helpers.push(await startHelper("hunted-processor", [server.url]));
    await Promise.all(helpers.map((helper) => helper.ask("start")));
    const times = await hunt(broker, analyses, minutes);
    await Promise.all(helpers.map((helper) => helper.ask("stop")));
    return times;
  } finally {
    for (const helper of helpers) await helper[Symbol.asyncDispose]();
    await server.remove();
  }
}

process.once("SIGTERM", () => process.exit(1));
const [kind = "", ...numbers] = process.argv.slice(2);
const [processors, analyses, minutes] = numbers.map(Number) as [number, number, number];
const times = await (kind === "memory"
  ? overMemory(processors, analyses, minutes)
  : overServer(kind, processors, analyses, minutes));
console.log(JSON.stringify(times.map(Math.round)));
