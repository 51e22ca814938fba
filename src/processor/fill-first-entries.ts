import type { WorkItem } from "../protocol/work-item.ts";
import { chunkEntries, fillPartition } from "./fill-partition.ts";
import { beginPartition } from "./partition-done.ts";
import type { ProcessContext } from "./process-context.ts";
import type { WorkCaches } from "./process-work-item.ts";

/** How much of a file is filled. */
export interface FirstEntries {
  readonly entries: number;
  /** Nothing more is begun after so many milliseconds of filling; what is begun ends. */
  readonly milliseconds: number;
}

/**
 * Fills the first entries of a file, and appends their sums as one partition: for whoever asks what a selection leaves before it is run.
 * Each stretch is twice as long as the one before, so that slow files give few entries, and quick ones many.
 *
 * @throws {AppError} if the file or the recipe is at fault
 */
export async function fillFirstEntries(
  item: WorkItem,
  context: ProcessContext,
  { trees, kernels }: WorkCaches,
  { entries, milliseconds }: FirstEntries,
): Promise<void> {
  try {
    const opened = await trees.open(item);
    const { tree } = opened;
    const doneWith = beginPartition(item, opened);
    const kernel = await kernels.kernelFor(item, tree);
    const sums = new Float64Array(kernel.layout.length);
    const most = Math.min(entries, tree.entries);
    const filling = performance.now();
    let seen = 0;
    do {
      const stop = Math.min(seen + Math.max(seen, chunkEntries), most);
      const stretch = await fillPartition(tree, kernel, seen, stop, context.signal);
      for (const [i, sum] of stretch.sums.entries()) sums[i]! += sum;
      seen = stop;
    } while (seen < most && performance.now() - filling < milliseconds);
    const partition = { index: 0, count: 1, entryStart: 0, entryStop: seen };
    await context.append(doneWith({ partition, seen, layout: kernel.layout.fingerprint, sums }));
  } catch (error) {
    // Its next look opens what is there then.
    await trees.forget(item);
    throw error;
  }
}
