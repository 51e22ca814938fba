import { basename, dirname } from "node:path";
import { runAnalysis } from "../../src/serve/run-analysis.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { createMemoryBroker } from "../../src/messaging/memory.ts";
import { argumentsOf } from "../measure.ts";
import { courses } from "../selection.ts";

/** How often the file stands in the analysis: enough work that starting threads and warming up are a small part. */
const copies = 12;

const { course, path, count } = argumentsOf();
const { spec } = courses[course];
const [group] = spec.groups;
const [sample] = group!.samples;
const samples = Array.from({ length: copies }, (_, i) => ({ ...sample!, name: `copy-${i}`, files: [basename(path)] }));
const many = { ...spec, groups: [{ ...group!, samples }] };

/** Wall time of a whole run in ms: threads started, files opened, all deltas folded. */
async function time(workers: number): Promise<number> {
  await using broker = createMemoryBroker();
  const begun = performance.now();
  const view = await runAnalysis({
    spec: many,
    broker,
    workerUrl: new URL("../../cmd/worker.js", import.meta.url),
    workerSettings: { mirrors: [dirname(path)], http: {} },
    workers,
    maxDeliveries: 1,
    itemTimeoutMs: 600_000,
    logger: createLogger({ level: "warn", format: "text", write: (line) => process.stderr.write(line) }),
    onView: () => undefined,
    signal: new AbortController().signal,
  });
  if (view.status !== "complete") throw new Error(`the analysis is ${view.status}`);
  return performance.now() - begun;
}

const wallMs: Record<"1" | "2", number[]> = { "1": [], "2": [] };
for (let round = 0; round < count; round++) {
  wallMs["1"].push(await time(1));
  wallMs["2"].push(await time(2));
}
console.log(JSON.stringify({ copies, wallMs, peakRssMb: process.resourceUsage().maxRSS / 1024 }));
