import { type CountOnRequest, createEventCount } from "../../src/check/count-events.ts";
import { CorrectionReader } from "../../src/corrections/correction-reader.ts";
import { Corrections } from "../../src/processor/corrections.ts";
import { fillFirstEntries, type FirstEntries } from "../../src/processor/fill-first-entries.ts";
import { Kernels } from "../../src/processor/kernels.ts";
import { OpenTrees } from "../../src/processor/open-trees.ts";
import { openingOptions } from "../../src/processor/threads/worker-settings.ts";
import { toyCacheOfTests } from "./toy-files.ts";

/** Counts as a thread of a plotter does, without a thread. */
export interface CountHere extends AsyncDisposable {
  readonly count: CountOnRequest;
}

export function countHere(only: FirstEntries): CountHere {
  const opening = openingOptions({ mirrors: [], http: {}, toys: toyCacheOfTests() });
  const kernels = new Kernels(new Corrections(new CorrectionReader(opening)));
  const trees = new OpenTrees(opening);
  return {
    count: createEventCount((item, context) => fillFirstEntries(item, context, { trees, kernels }, only)),
    [Symbol.asyncDispose]: () => trees[Symbol.asyncDispose](),
  };
}
