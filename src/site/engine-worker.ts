import "../protocol/documents/without-eval.ts";
import { CorrectionReader } from "../corrections/correction-reader.ts";
import { Corrections } from "../processor/corrections.ts";
import { Kernels } from "../processor/kernels.ts";
import { OpenTrees } from "../processor/open-trees.ts";
import { processWorkItem } from "../processor/process-work-item.ts";
import { serveWorker } from "../processor/threads/serve-worker.ts";
import { EngineFiles } from "./engine-files.ts";
import { type ItemWithFiles, pickedFolder } from "./picked-files.ts";
import { siteSettings } from "./site-settings.ts";

// A worker of the site's server: does one work item at a time. Started by its pool, never by hand.

const { toyMaxScale, http, reading } = siteSettings();
const files = new EngineFiles(toyMaxScale);
const places = { mirrors: [pickedFolder], source: { ...http, ...files.sourceOptions } };
const trees = new OpenTrees({ ...places, limits: reading });
const corrections = new Corrections(new CorrectionReader(places));
const caches = { trees, kernels: new Kernels(corrections) };

serveWorker(async ({ picked, ...item }: ItemWithFiles, context) => {
  // Whoever picks another file under the same name means that one. Corrections are kept by their content.
  for (const [path, file] of picked ?? [])
    if (files.take(path, file) && path === item.file.path) await trees.forget(item);
  await processWorkItem(item, context, caches);
});
