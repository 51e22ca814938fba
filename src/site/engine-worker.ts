import "../protocol/documents/without-eval.ts";
import { CorrectionReader } from "../corrections/correction-reader.ts";
import { Corrections } from "../processor/corrections.ts";
import { Kernels } from "../processor/kernels.ts";
import { OpenTrees } from "../processor/open-trees.ts";
import { processWorkItem } from "../processor/process-work-item.ts";
import { serveWorker } from "../processor/threads/serve-worker.ts";
import { browserFetch } from "./browser-fetch.ts";
import { EngineFiles, pickedFolder } from "./engine-files.ts";
import type { ItemWithFile } from "./picked-files.ts";
import { siteSettings } from "./site-settings.ts";

// A worker of the site's server: does one work item at a time. Started by its pool, never by hand.

const { toyMaxScale, http, reading } = siteSettings();
const files = new EngineFiles(toyMaxScale);
const trees = new OpenTrees({
  mirrors: [pickedFolder],
  source: { ...http, ...files.sourceOptions },
  limits: reading,
});
// From servers alone: what was picked are files of data.
const corrections = new Corrections(new CorrectionReader({ mirrors: [], source: { ...http, fetch: browserFetch } }));
const caches = { trees, kernels: new Kernels(corrections) };

serveWorker(async ({ picked, ...item }: ItemWithFile, context) => {
  // Whoever picks another file under the same name means that one.
  if (picked !== undefined && files.take(item.file.path, picked)) await trees.forget(item);
  await processWorkItem(item, context, caches);
});
