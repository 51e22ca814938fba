import { startNatsServer } from "../../test/support/nats-server.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import { startBenchPlotter } from "../bench-plotter.ts";
import { startHelper } from "../helper.ts";
import { madeDeltas } from "../made-deltas.ts";
import { now } from "../marks.ts";
import { cpuMs, heapMb, rssMb } from "../memory-use.ts";
import { median } from "../statistics.ts";
import type { Watched } from "./watchers.ts";

/** A plotter while deltas come in over NATS and many watch. */
export interface LiveStreams {
  readonly deltas: number;
  readonly streams: number;
  /** From the first append until everybody has the last state. */
  readonly ms: number;
  readonly cpuMs: number;
  readonly heapBeforeMb: number;
  /** With the streams open, before the first delta. */
  readonly heapOpenMb: number;
  readonly heapAfterMb: number;
  readonly rssMb: number;
  readonly peakRssMb: number;
  /** That a stream brought. */
  readonly bytes: Range;
  readonly states: number;
  /** From the last append being stored until a stream has the last state. */
  readonly lagMs: Range;
}

/** Over all streams; all 0 without any. */
interface Range {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

function rangeOf(values: readonly number[]): Range {
  if (values.length === 0) return { least: 0, median: 0, most: 0 };
  return { least: Math.min(...values), median: median(values), most: Math.max(...values) };
}

async function measure(url: string, deltas: number, streams: number): Promise<LiveStreams> {
  const { analysis, head } = madeDeltas(deltas);
  await using broker = await openBroker(url);
  await using feeder = await startHelper("feeder", [url, deltas]);
  await using plotter = await startBenchPlotter(broker);
  const { book, url: address } = plotter.service;
  await book.caughtUp;
  if (!(await book.waitUntil(analysis, ({ ledger }) => ledger.brief().progress.filesPlanned === head.length - 1, 5000)))
    throw new Error("the plans of the files did not come");
  const heapBeforeMb = heapMb();
  await using watchers = await startHelper("watchers", [address, analysis, streams]);
  const heapOpenMb = heapMb();

  const [since, begun] = [process.cpuUsage(), now()];
  const lastStored = await feeder.ask<number>("feed");
  if (!(await book.waitUntil(analysis, ({ status }) => status === "complete", 60_000)))
    throw new Error("the analysis did not become complete");
  const watched = await watchers.ask<Watched>("result");
  const cpu = cpuMs(since);
  const ms = Math.max(now(), ...watched.ended) - begun;
  const heapAfterMb = heapMb();
  const { now: rss, peak } = rssMb();
  const lagMs = rangeOf(watched.ended.map((time) => time - lastStored));
  const memory = { heapBeforeMb, heapOpenMb, heapAfterMb, rssMb: rss, peakRssMb: peak };
  return { deltas, streams, ms, cpuMs: cpu, ...memory, bytes: rangeOf(watched.bytes), states: watched.states, lagMs };
}

process.once("SIGTERM", () => process.exit(1));
const [deltas, streams] = process.argv.slice(2).map(Number);
const server = await startNatsServer();
try {
  console.log(JSON.stringify(await measure(server.url, deltas ?? 1, streams ?? 0)));
} finally {
  await server.remove();
}
