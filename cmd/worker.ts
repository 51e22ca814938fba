import { workerData } from "node:worker_threads";
import { Kernels } from "../src/processor/kernels.ts";
import { OpenTrees } from "../src/processor/open-trees.ts";
import { processWorkItem } from "../src/processor/process-work-item.ts";
import { serveWorker } from "../src/processor/threads/serve-worker.ts";
import { openingOptions, type WorkerSettings } from "../src/processor/threads/worker-settings.ts";

// One thread of a processor: does one work item at a time. Started by the pool, never by hand.
const trees = new OpenTrees(openingOptions(workerData as WorkerSettings));
const caches = { trees, kernels: new Kernels() };

serveWorker((item, context) => processWorkItem(item, context, caches));
