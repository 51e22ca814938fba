import type { PinnedSpec } from "../analysis/pin-corrections.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { type Recipe, recipeIn } from "../analysis/spec-recipe.ts";
import { type CutflowBlock, layoutOf } from "../analysis/layout.ts";
import { AppError } from "../errors/app-error.ts";
import { fileItems } from "../ledger/missing-work.ts";
import type { ProcessItem } from "../processor/process-context.ts";
import type { CountedLine, EventCount } from "../protocol/documents/event-count-document.ts";
import type { PartitionDone } from "../protocol/log-event.ts";
import type { WorkItem } from "../protocol/work-item.ts";
import { RunningChecks } from "./running-checks.ts";

/**
 * Says what the cuts leave of one file, from its first entries.
 *
 * @param sample by its name; undefined: the first
 */
export type CountOnRequest = (
  pinned: PinnedSpec,
  sample: string | undefined,
  signal: AbortSignal,
) => Promise<EventCount>;

/** As many counts run as may, or this one took too long. */
export class BusyCountingError extends AppError {
  readonly retry = "later";
}

/** The specification has no sample of the name. */
export class NoSampleToCountError extends AppError {
  readonly retry = "never";
}

/** Those of one page or two: what comes meanwhile may come again. */
const mostCounts = 2;
/** In all, with opening: a slow server gives nothing after that. */
const limitMs = 8000;

/**
 * Makes what counts the events of one file after each cut. Histograms and variations are left out: nothing of them is computed.
 *
 * What it makes throws {NoSampleToCountError}, {BusyCountingError}, and what `process` throws for a file or an expression at fault.
 * @param process fills the first entries of the file of an item, and appends one partition
 */
export function createEventCount(process: ProcessItem): CountOnRequest {
  const running = new RunningChecks(mostCounts);
  return async ({ spec }, sample, signal) => {
    const item = itemOf(spec, sample);
    const { recipe } = item;
    const done = await running.run(async () => {
      const over = AbortSignal.timeout(limitMs);
      try {
        return await partitionOf(item, process, AbortSignal.any([signal, over]));
      } catch (error) {
        if (over.aborted && !signal.aborted)
          throw new BusyCountingError(`The first events of ${item.file.path} did not come within ${limitMs / 1000} s`);
        throw error;
      }
    });
    if (done === undefined) throw new BusyCountingError("Other counts are being made; try again in a moment");
    const { cutflow, regions } = layoutOf(recipe);
    return {
      sample: item.sample.name,
      samples: spec.groups.flatMap((group) => group.samples.map(({ name }) => name)),
      file: item.file.path,
      source: done.source,
      fileEntries: done.identity.entries,
      entries: done.seen,
      milliseconds: done.stats.milliseconds,
      weighted: item.sample.weighted,
      cutflow: linesOf(cutflow, done.sums),
      regions: regions.map((region) => ({ name: region.name, cutflow: linesOf(region, done.sums) })),
    };
  };
}

/** The first file of the sample. Its analysis is none: whoever keeps the file open finds it again, whatever has been changed since. */
function itemOf(spec: AnalysisSpec, sample: string | undefined): WorkItem & { readonly recipe: Recipe } {
  const prepared = { spec, id: "count", recipe: { name: "", body: new Uint8Array() } };
  for (const { item } of fileItems(prepared, 1)) {
    if (sample !== undefined && item.sample.name !== sample) continue;
    const { turn: _, ...counted } = item;
    const { variations: __, ...recipe } = recipeIn(spec);
    return { ...counted, recipe: { ...recipe, histograms: [] } };
  }
  throw new NoSampleToCountError(`There is no sample "${sample ?? ""}"; name one that the specification has`);
}

async function partitionOf(item: WorkItem, process: ProcessItem, signal: AbortSignal): Promise<PartitionDone> {
  let found: PartitionDone | undefined;
  await process(item, {
    signal,
    append: (event) => {
      if (event.kind === "partition-done") found = event;
      return Promise.resolve();
    },
    publish: () => Promise.resolve(),
  });
  if (found === undefined) throw new TypeError("An item was done without a partition");
  return found;
}

function linesOf({ stages, entries, sumw }: CutflowBlock, sums: Float64Array): CountedLine[] {
  return stages.map((name, i) => ({ name, entries: sums[entries + i]!, sumw: sums[sumw + i]! }));
}
