import { monitorEventLoopDelay } from "node:perf_hooks";
import { startNatsServer } from "../../test/support/nats-server.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import { startBenchPlotter } from "../bench-plotter.ts";
import { startHelper } from "../helper.ts";
import { cpuMs, rssMb } from "../memory-use.ts";
import type { Accepting } from "./accept-client.ts";

/** A start of an analysis, as its client and the plotter see it. */
export interface Accepted extends Accepting {
  /** The longest time for which nothing else had its turn in the plotter. */
  readonly blockMs: number;
  readonly cpuMs: number;
  readonly peakRssMb: number;
}

const resolutionMs = 1;
/** Fifty thousand URLs are more than requests and messages hold by default. */
const natsFile = "nats.conf";
const natsText = 'jetstream { store_dir: "STORE" }\nmax_payload: 8MB\n';
const settings = { HZZ_MAX_BODY_BYTES: "16000000", HZZ_ALLOWED_ORIGINS: "https://opendata.cern.ch" };

/** The whole plotter, over NATS, is asked to start analyses of so many files, one after the other. */
async function accept(files: number, names: string, starts: number): Promise<readonly Accepted[]> {
  const server = await startNatsServer({ config: { files: { [natsFile]: natsText }, main: natsFile } });
  try {
    await using broker = await openBroker(server.url);
    await using plotter = await startBenchPlotter(broker, settings);
    await using client = await startHelper("accept-client", [plotter.service.url, files, names]);
    await plotter.service.book.caughtUp;
    const results: Accepted[] = [];
    while (results.length < starts) {
      const delay = monitorEventLoopDelay({ resolution: resolutionMs });
      const cpu = process.cpuUsage();
      delay.enable();
      const seen = await client.ask<Accepting>("start");
      delay.disable();
      results.push({ ...seen, blockMs: delay.max / 1e6 - resolutionMs, cpuMs: cpuMs(cpu), peakRssMb: rssMb().peak });
    }
    return results;
  } finally {
    await server.remove();
  }
}

process.once("SIGTERM", () => process.exit(1));
const [files, names, starts] = process.argv.slice(2);
console.log(JSON.stringify(await accept(Number(files), names!, Number(starts))));
