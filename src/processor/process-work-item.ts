import { plannedFromOf, sameIdentity, type Partition, type WorkItem } from "../protocol/work-item.ts";
import { CorruptFileError, ShortReadError, SourceInconsistentError } from "../rootio/errors.ts";
import { planPartitions } from "../rootio/partitions.ts";
import { FileChangedError } from "./errors.ts";
import { fillPartition } from "./fill-partition.ts";
import type { Kernels } from "./kernels.ts";
import { foundIn, type OpenTree, type OpenTrees } from "./open-trees.ts";
import { beginPartition, headOf } from "./partition-done.ts";
import type { ProcessContext } from "./process-context.ts";
import { seenColumns } from "./seen-columns.ts";

/** Caches that outlive a work item; nothing in them can change a result. */
export interface WorkCaches {
  readonly trees: OpenTrees;
  readonly kernels: Kernels;
}

/**
 * Does one work item: plans a file, or fills one partition.
 *
 * A `file` item opens the file, publishes work for every partition but the first, appends the plan to the log, and fills the
 * first partition itself while the file is open. Doing an item twice gives the same events with the same content.
 * @throws {AppError} if the file or the recipe is at fault; the caller decides what becomes of the item.
 */
export async function processWorkItem(item: WorkItem, context: ProcessContext, caches: WorkCaches): Promise<void> {
  const wasKept = caches.trees.isKept(item);
  try {
    await doItem(item, context, caches);
  } catch (error) {
    try {
      await caches.trees.forget(item);
    } catch (closing) {
      throw new AggregateError([error, closing], "The item failed, and then its file could not be closed");
    }
    if (!wasKept || context.signal.aborted || !isFaultOfFile(error)) throw error;
    // The file was opened for an earlier item, and may have been repaired or replaced since: what is there now decides.
    await processWorkItem(item, context, caches);
  }
}

function isFaultOfFile(error: unknown): boolean {
  return [CorruptFileError, ShortReadError, SourceInconsistentError, FileChangedError].some(
    (fault) => error instanceof fault,
  );
}

async function doItem(item: WorkItem, context: ProcessContext, caches: WorkCaches): Promise<void> {
  const opened = await caches.trees.open(item);
  if (item.kind === "partition") {
    // One that was kept; what is opened for this item is the planned one.
    if (!sameIdentity(item.identity, opened.identity)) throw new FileChangedError(item, [foundIn(opened)]);
    await doPartition(item, item.partition, opened, context, caches);
    return;
  }
  const { tree, identity } = opened;
  await caches.kernels.kernelFor(item, tree); // a recipe that does not fit the file fails before anything is planned
  const edges = planPartitions(tree);
  const [first, ...others] = partitionsOf(edges);
  // Work before plan: a file that is in the log as planned has all its partitions on their way, so none is waited for in vain.
  const planned = { identity, plannedFrom: plannedFromOf(tree.file.source.name) };
  for (const partition of others) await context.publish({ ...item, kind: "partition", ...planned, partition });
  await context.append({ ...headOf(item), kind: "file-planned", source: tree.file.source.name, identity, edges });
  if (first !== undefined) await doPartition(item, first, opened, context, caches);
  // Of one file alone, and after its first partition, which somebody waits for.
  if (item.sample.index === 0 && item.file.index === 0) await tellColumns(item, opened, context, caches);
}

async function tellColumns(
  item: WorkItem,
  { tree }: OpenTree,
  context: ProcessContext,
  caches: WorkCaches,
): Promise<void> {
  const { stages } = await caches.kernels.kernelFor(item, tree);
  const used = stages.flatMap(({ branches }) => branches);
  const seen = await seenColumns(tree, used, context.signal);
  await context.append({ ...headOf(item), kind: "columns-seen", ...seen });
}

async function doPartition(
  item: WorkItem,
  partition: Partition,
  opened: OpenTree,
  context: ProcessContext,
  caches: WorkCaches,
): Promise<void> {
  const doneWith = beginPartition(item, opened);
  const kernel = await caches.kernels.kernelFor(item, opened.tree);
  const { entryStart, entryStop } = partition;
  const { sums, seen } = await fillPartition(opened.tree, kernel, entryStart, entryStop, context.signal);
  await context.append(doneWith({ partition, seen, layout: kernel.layout.fingerprint, sums }));
}

/** The partitions between borders; none for a tree without entries. */
export function partitionsOf(edges: readonly number[]): Partition[] {
  const count = edges.length - 1;
  return edges.slice(1).map((entryStop, index) => ({ index, count, entryStart: edges[index]!, entryStop }));
}
