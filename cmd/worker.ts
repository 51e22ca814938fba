import { workerData } from "node:worker_threads";
import { Kernels } from "../src/processor/kernels.ts";
import { OpenTrees } from "../src/processor/open-trees.ts";
import { processWorkItem } from "../src/processor/process-work-item.ts";
import { serveWorker } from "../src/processor/serve-worker.ts";
import type { WorkerSettings } from "../src/processor/worker-settings.ts";

// One thread of a processor: does one work item at a time. Started by the pool, never by hand.
const settings = workerData as WorkerSettings;
const caches = { trees: new OpenTrees({ mirrors: settings.mirrors, source: settings.http }), kernels: new Kernels() };

serveWorker((item, context) => processWorkItem(item, context, caches));
