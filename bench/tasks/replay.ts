import { startNatsServer } from "../../test/support/nats-server.ts";
import { createMemoryBroker } from "../../src/messaging/memory.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import type { Broker } from "../../src/messaging/port.ts";
import { startBenchPlotter } from "../bench-plotter.ts";
import { startHelper } from "../helper.ts";
import { madeDeltas } from "../made-deltas.ts";
import { madeLogBroker } from "../made-log-broker.ts";
import { appendHead, appendMade } from "../made-work.ts";
import { cpuMs, heapMb, rssMb } from "../memory-use.ts";

/** A plotter that is started when all deltas are in the log. */
export interface Replay {
  readonly deltas: number;
  /** From its start until all is folded. */
  readonly ms: number;
  readonly cpuMs: number;
  /** In use after garbage collection: without the plotter, and when all is folded. */
  readonly heapBeforeMb: number;
  readonly heapAfterMb: number;
  readonly rssMb: number;
  readonly peakRssMb: number;
}

const none = { ms: 0, cpuMs: 0 };

/** @param making what of the time is not the plotter's */
async function replay(broker: Broker, deltas: number, making = none): Promise<Replay> {
  const heapBeforeMb = heapMb();
  const [since, begun] = [process.cpuUsage(), performance.now()];
  await using plotter = await startBenchPlotter(broker);
  const { book } = plotter.service;
  await book.caughtUp;
  const [ms, cpu] = [performance.now() - begun - making.ms, cpuMs(since) - making.cpuMs];
  const heapAfterMb = heapMb();
  const { now, peak } = rssMb();
  if (book.counts.deltasFolded !== deltas)
    throw new Error(`${book.counts.deltasFolded} of ${deltas} deltas were folded`);
  return { deltas, ms, cpuMs: cpu, heapBeforeMb, heapAfterMb, rssMb: now, peakRssMb: peak };
}

/** The log is made while it is read, so that the memory is the plotter's alone. */
async function ofMadeLog(deltas: number): Promise<Replay> {
  const log = madeLogBroker(madeDeltas(deltas));
  await using broker = log.broker;
  return await replay(broker, deltas, log.making);
}

async function overMemory(deltas: number): Promise<Replay> {
  await using broker = createMemoryBroker({ maxDedupKeys: 1 });
  const made = madeDeltas(deltas);
  await appendHead(broker, made);
  await appendMade(broker, made);
  return await replay(broker, deltas);
}

async function overNats(deltas: number): Promise<Replay> {
  const server = await startNatsServer();
  try {
    // In a process of its own, so that the memory of this one is the plotter's.
    {
      await using feeder = await startHelper("feeder", [server.url, deltas]);
      await feeder.ask("feed");
    }
    await using broker = await openBroker(server.url);
    return await replay(broker, deltas);
  } finally {
    await server.remove();
  }
}

process.once("SIGTERM", () => process.exit(1));
const [kind, deltas] = process.argv.slice(2);
const run = { made: ofMadeLog, memory: overMemory, nats: overNats }[kind ?? ""];
if (run === undefined) throw new Error("usage: replay made|memory|nats DELTAS");
console.log(JSON.stringify(await run(Number(deltas))));
