import { startNatsServer } from "../../test/support/nats-server.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import { startBenchPlotter } from "../bench-plotter.ts";
import { startHelper } from "../helper.ts";
import { cpuMs, heapMb, rssMb } from "../memory-use.ts";

/** A plotter that is started when all of them are in the log. */
export interface ManyEnded {
  readonly label: string;
  readonly records: number;
  readonly logMb: number;
  /** From its start until `/readyz` says that it is ready. */
  readonly ms: number;
  /** Of this process, all threads. */
  readonly cpuMs: number;
  /** In use after garbage collection: without the plotter, and when all is folded. */
  readonly heapBeforeMb: number;
  readonly heapAfterMb: number;
  readonly rssMb: number;
}

async function many(label: string, analyses: number): Promise<ManyEnded> {
  const server = await startNatsServer();
  try {
    await using feeder = await startHelper("many-feeder", [server.url, label, analyses]);
    const { records, logMb } = await feeder.ask<{ records: number; logMb: number }>("feed");
    await using broker = await openBroker(server.url);
    const heapBeforeMb = heapMb();
    const [since, begun] = [process.cpuUsage(), performance.now()];
    await using plotter = await startBenchPlotter(broker, { HZZ_MAX_ANALYSES: "100000" });
    const { url, book } = plotter.service;
    await book.caughtUp;
    const answer = await fetch(`${url}/readyz`);
    const [ms, cpu] = [performance.now() - begun, cpuMs(since)];
    if (!answer.ok || book.list().length !== analyses)
      throw new Error(`${answer.status} and ${book.list().length} of ${analyses} analyses`);
    return { label, records, logMb, ms, cpuMs: cpu, heapBeforeMb, heapAfterMb: heapMb(), rssMb: rssMb().now };
  } finally {
    await server.remove();
  }
}

process.once("SIGTERM", () => process.exit(1));
const analyses = Number(process.argv[2]);
console.log(JSON.stringify([await many("small, complete", analyses), await many("hzz-2020, cancelled", analyses)]));
