import { BroadcastChannel, workerData } from "node:worker_threads";
import { Kernels } from "../src/processor/kernels.ts";
import { OpenTrees } from "../src/processor/open-trees.ts";
import { processWorkItem } from "../src/processor/process-work-item.ts";
import { serveWorker } from "../src/processor/threads/serve-worker.ts";
import { openingOptions, type WorkerSettings } from "../src/processor/threads/worker-settings.ts";
import { marksChannel, now, type ThreadMarks } from "./marks.ts";
import { CorrectionReader } from "../src/corrections/correction-reader.ts";
import { Corrections } from "../src/processor/corrections.ts";

// The worker thread of the services, in the same bundle as theirs, that tells when it was where. It opens and compiles before the item does,
// which then finds both in the caches.
const loaded = now();
const settings = workerData as WorkerSettings;
const opening = openingOptions(settings);
const trees = new OpenTrees(opening);
const kernels = new Kernels(new Corrections(new CorrectionReader(opening)));
const channel = new BroadcastChannel(marksChannel);
channel.unref();

serveWorker(async (item, context) => {
  const taken = now();
  const { tree } = await trees.open(item);
  const opened = now();
  await kernels.kernelFor(item, tree);
  const compiled = now();
  let filled = compiled;
  await processWorkItem(
    item,
    {
      signal: context.signal,
      publish: (more) => context.publish(more),
      append: (event) => {
        if (event.kind === "partition-done") filled = now();
        return context.append(event);
      },
    },
    { trees, kernels },
  );
  const marks: ThreadMarks = { analysis: item.analysis, loaded, taken, opened, compiled, filled };
  channel.postMessage(marks);
});
