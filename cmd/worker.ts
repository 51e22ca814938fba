import { workerData } from "node:worker_threads";
import { CorrectionReader } from "../src/corrections/correction-reader.ts";
import { Corrections } from "../src/processor/corrections.ts";
import { fillFirstEntries } from "../src/processor/fill-first-entries.ts";
import { Kernels } from "../src/processor/kernels.ts";
import { OpenTrees } from "../src/processor/open-trees.ts";
import { processWorkItem } from "../src/processor/process-work-item.ts";
import { serveWorker } from "../src/processor/threads/serve-worker.ts";
import { openingOptions, type WorkerSettings } from "../src/processor/threads/worker-settings.ts";

// One thread of a processor, or of a plotter that counts the first events of a file: one work item at a time. Started by the pool, never by hand.
const settings = workerData as WorkerSettings;
const { only } = settings;
const opening = openingOptions(settings);
const kernels = new Kernels(new Corrections(new CorrectionReader(opening)));
const caches = { trees: new OpenTrees(opening), kernels };

serveWorker((item, context) =>
  only === undefined ? processWorkItem(item, context, caches) : fillFirstEntries(item, context, caches, only),
);
