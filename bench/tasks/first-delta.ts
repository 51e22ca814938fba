import { BroadcastChannel } from "node:worker_threads";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { loadConfig } from "../../src/serve/load-config.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { createMemoryBroker } from "../../src/messaging/memory.ts";
import type { AnalysisUpdate } from "../../src/protocol/documents/analysis-document.ts";
import { startPlotter } from "../../src/serve/serve-plotter.ts";
import { runProcessor } from "../../src/processor/run-processor.ts";
import { createWorkerPool } from "../../src/processor/threads/worker-pool.ts";
import { type LiveName, liveAnalyses, type LivePlaces } from "../live-analyses.ts";
import { type FirstDelta, marksChannel, now, type Steps, type ThreadMarks } from "../marks.ts";
import { cpuMs } from "../memory-use.ts";
import { isFilled, openStream, send } from "../plain-http.ts";

// `hzz up` as serve-all.ts composes it, with the clock at its joints. The first analysis finds everything cold but the server itself.
const [places = "", name = "2020", count = "3"] = process.argv.slice(2);
const analysis = liveAnalyses(JSON.parse(places) as LivePlaces)[name as LiveName];
const here = import.meta.dirname;
const logger = createLogger({ level: "warn", format: "text", write: (line) => process.stderr.write(line) });
const config = loadConfig({ HZZ_PORT: "0", HZZ_MIRROR: analysis.mirror }, {});
const stop = new AbortController();

await using broker = createMemoryBroker();
await using pool = createWorkerPool({
  workerUrl: pathToFileURL(join(here, "../../timed/timed-worker.js")),
  workerData: {
    mirrors: config.mirrors,
    http: config.http,
    access: { origins: config.allowedOrigins, privateOrigins: config.privateOrigins, linksOut: false },
  },
  size: config.workers,
  logger,
});
const assetsFolder = join(here, "../../dist/page");
const plotter = await startPlotter({ config, broker, logger, assetsFolder, stop: stop.signal });
let handed = NaN;
const processing = runProcessor({
  broker,
  lanes: config.lanes,
  concurrency: config.workers,
  maxDeliveries: 1,
  process: (item, context) => {
    if (Number.isNaN(handed)) handed = now();
    return pool.run(item, context);
  },
  signal: stop.signal,
  logger,
});
await plotter.book.caughtUp;

const told: ThreadMarks[] = [];
const channel = new BroadcastChannel(marksChannel);
channel.onmessage = (message) => {
  told.push((message as { data: ThreadMarks }).data);
};

async function follow(title: string): Promise<Steps> {
  handed = NaN;
  const [posted, since] = [now(), process.cpuUsage()];
  const { id } = (await send("POST", `${plotter.url}/analyses`, analysis.request(title))) as { id: string };
  let [seen, cpu] = [NaN, NaN];
  let last: AnalysisUpdate | undefined;
  const stream = openStream(plotter.url, id, (data) => {
    last = JSON.parse(data) as AnalysisUpdate;
    if (Number.isNaN(seen) && isFilled(last)) [seen, cpu] = [now(), cpuMs(since)];
  });
  await stream.ended;
  if (last?.status !== "complete") throw new Error(`the analysis is ${last?.status ?? "unknown"}`);
  const own = () => told.filter((marks) => marks.analysis === id);
  while (own().length < last.progress.partitions) await new Promise((resolve) => setTimeout(resolve, 5));
  const first = own().reduce((a, b) => (b.filled < a.filled ? b : a));
  return {
    accept: handed - posted,
    thread: first.taken - handed,
    open: first.opened - first.taken,
    compile: first.compiled - first.opened,
    fill: first.filled - first.compiled,
    show: seen - first.filled,
    total: seen - posted,
    cpu,
  };
}

// What a browser asks for when it opens the first page.
for (const path of ["/presets", "/analyses"]) await send("GET", plotter.url + path);
const rounds: Steps[] = [];
for (let round = 0; round <= Number(count); round++) rounds.push(await follow(`round ${round}`));
console.log(JSON.stringify({ cold: rounds[0]!, warm: rounds.slice(1) } satisfies FirstDelta));
channel.close();
stop.abort();
await Promise.all([processing, plotter.finished]);
