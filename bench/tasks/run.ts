import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runAnalysis } from "../../src/serve/run-analysis.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { createMemoryBroker } from "../../src/messaging/memory.ts";
import { type LiveName, liveAnalyses, type LivePlaces, specOf } from "../live-analyses.ts";

// What `hzz run` does once it has started: its threads are not there yet, and nothing has been compiled.
const [places = "", name = "2020", workers = "2"] = process.argv.slice(2);
const analysis = liveAnalyses(JSON.parse(places) as LivePlaces)[name as LiveName];
const spec = specOf(analysis, "run");
await using broker = createMemoryBroker();
const begun = performance.now();
const view = await runAnalysis({
  spec,
  broker,
  workerUrl: pathToFileURL(join(import.meta.dirname, "../../dist/worker.js")),
  workerSettings: { mirrors: [analysis.mirror], http: {} },
  workers: Number(workers),
  maxDeliveries: 1,
  itemTimeoutMs: 60_000,
  logger: createLogger({ level: "warn", format: "text", write: (line) => process.stderr.write(line) }),
  onView: () => undefined,
  signal: new AbortController().signal,
});
const ms = performance.now() - begun;
if (view.status !== "complete") throw new Error(`the analysis is ${view.status}`);
console.log(JSON.stringify({ ms }));
