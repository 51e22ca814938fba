import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { startNatsServer } from "../../test/support/nats-server.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import { STREAMS } from "../../src/messaging/jetstream/names.ts";
import { startBenchPlotter } from "../bench-plotter.ts";
import { startHelper } from "../helper.ts";
import { heapMb, rssMb } from "../memory-use.ts";

/** A plotter after so many analyses. */
export interface SoakStep {
  readonly started: number;
  readonly seconds: number;
  /** Analyses that it knows of. */
  readonly known: number;
  /** In use after garbage collection. */
  readonly heapMb: number;
  readonly rssMb: number;
  readonly records: number;
  readonly logKb: number;
  readonly recipesKb: number;
}

const steps = 10;
/** Every other analysis is removed by request; of the rest so many are kept. */
const kept = "50";

async function soak(analyses: number, minutes: number): Promise<readonly SoakStep[]> {
  const server = await startNatsServer();
  const nc = await connect({ servers: server.url });
  try {
    const jsm = await jetstreamManager(nc);
    const kilobytes = async (stream: string) => (await jsm.streams.info(stream)).state.bytes / 1024;
    await using broker = await openBroker(server.url);
    const settings = { HZZ_KEEP: kept, HZZ_MAX_CHANGES_PER_MINUTE: "1000000" };
    await using plotter = await startBenchPlotter(broker, settings);
    const { url, book } = plotter.service;
    const perStep = Math.ceil(analyses / steps);
    // Starts, ends and removes, in a process of its own: the memory of this one is the plotter's.
    await using driver = await startHelper("soak-driver", [server.url, url, perStep]);
    const begun = performance.now();
    const result: SoakStep[] = [];
    const look = async () => {
      const { state } = await jsm.streams.info(STREAMS.results);
      result.push({
        started: result.length * perStep,
        seconds: (performance.now() - begun) / 1000,
        known: book.list().length,
        heapMb: heapMb(),
        rssMb: rssMb().now,
        records: state.messages,
        logKb: state.bytes / 1024,
        recipesKb: await kilobytes(STREAMS.recipes),
      });
    };
    await look();
    for (let step = 0; step < steps && performance.now() - begun < 60_000 * minutes; step++) {
      await driver.ask("step");
      await look();
    }
    return result;
  } finally {
    await nc.close();
    await server.remove();
  }
}

process.once("SIGTERM", () => process.exit(1));
const [analyses, minutes] = process.argv.slice(2).map(Number);
console.log(JSON.stringify(await soak(analyses!, minutes!)));
