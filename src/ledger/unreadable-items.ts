import type { Failure, ItemUnreadable } from "../protocol/log-event.ts";
import { preferredFailure } from "./failures.ts";
import { failureOfPart, fileStatusOf, hasPart, type FileState } from "./ledger-file.ts";
import { partitionCount } from "./ledger-plan.ts";
import type { RunTally, SampleRecord } from "./ledger-sample.ts";

/**
 * Work items of an analysis that nobody could read, so that nobody knows which of its files or partitions they were for. When no more is
 * outstanding than so many items, it is these: nothing of it will come.
 */
export class UnreadableItems {
  /** By what tells them from one another: one that is delivered twice is one. */
  readonly #items = new Map<string, { readonly run: number; readonly failure: Failure }>();

  /** @returns whether it was not known */
  add({ run, item, failure }: ItemUnreadable): boolean {
    const key = `${run}/${item}`;
    const known = this.#items.get(key);
    const preferred = preferredFailure(known?.failure, failure);
    if (preferred === known?.failure) return false;
    this.#items.set(key, { run, failure: preferred });
    return true;
  }

  /**
   * Why what is outstanding will not come; undefined if some of it may. An item of a later run counts too, as its `accepted` is still to come.
   *
   * @param openFiles files that are neither complete nor lost
   */
  failureOf(openFiles: number, samples: Iterable<SampleRecord>, tally: RunTally): Failure | undefined {
    const lost = [...this.#items.values()].filter(({ run }) => run >= tally.run);
    // Each open file lacks at least one item, so that its partitions are rarely counted.
    if (openFiles > lost.length || openItems(openFiles, samples, tally) > lost.length) return undefined;
    return lost.map(({ failure }) => failure).reduce<Failure | undefined>(preferredFailure, undefined);
  }

  clear(): void {
    this.#items.clear();
  }

  get size(): number {
    return this.#items.size;
  }
}

/** Items that are outstanding: one for each open file without a plan, of the others one for each partition. */
function openItems(openFiles: number, samples: Iterable<SampleRecord>, { layout, run }: RunTally): number {
  let items = openFiles;
  for (const { files } of samples)
    for (const file of files.values())
      if (file.plan !== undefined && fileStatusOf(file, layout, run) === "open")
        items += openPartitions(file, layout, run) - 1;
  return items;
}

function openPartitions(file: FileState, layout: string, run: number): number {
  const parts = file.done.get(layout);
  let open = 0;
  for (let index = file.closedBelow; index < partitionCount(file.plan!); index++)
    if (!hasPart(parts, index) && parts?.short.has(index) !== true && failureOfPart(file, index, run) === undefined)
      open++;
  return open;
}
