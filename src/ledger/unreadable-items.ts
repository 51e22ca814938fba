import type { Failure, ItemUnreadable } from "../protocol/log-event.ts";
import { preferredFailure } from "./failures.ts";
import { failureOfPart, fileStatusOf, hasPart, type FileState } from "./ledger-file.ts";
import { partitionCount } from "./ledger-plan.ts";
import type { Expectation } from "./ledger-checks.ts";
import type { RunTally, SampleRecord } from "./ledger-sample.ts";

/**
 * Work items of an analysis that nobody could read, so that nobody knows which of its files or partitions they were for. When no more is
 * outstanding than so many items, it is these: nothing of it will come. Items of which the lane is known stand for work of that lane alone.
 */
export class UnreadableItems {
  /** By what tells them from one another: one that is delivered twice is one. */
  readonly #items = new Map<
    string,
    { readonly lane: string | undefined; readonly run: number; readonly failure: Failure }
  >();

  /** @returns whether it was not known */
  add({ run, item, failure }: ItemUnreadable, lane: string | undefined): boolean {
    const key = `${run}/${item}/${lane ?? ""}`;
    const known = this.#items.get(key);
    const preferred = preferredFailure(known?.failure, failure);
    if (preferred === known?.failure) return false;
    this.#items.set(key, { lane, run, failure: preferred });
    return true;
  }

  /**
   * Why what is outstanding will not come; undefined if some of it may. An item of a later run counts too, as its `accepted` is still to come.
   *
   * @param openFiles files that are neither complete nor lost
   */
  failureOf(openFiles: number, expected: Expectation, samples: ReadonlyMap<string, SampleRecord>): Failure | undefined {
    const { tally } = expected;
    const all = [...this.#items.values()].filter(({ run }) => run >= tally.run);
    // Each open file lacks at least one item, so that its partitions are rarely counted.
    if (openFiles > all.length) return undefined;
    const open = openItems(expected, samples);
    const lost = all.filter(({ lane }) => lane === undefined || open.has(lane));
    let unexplained = 0;
    for (const [of, items] of open) unexplained += Math.max(0, items - lost.filter(({ lane }) => lane === of).length);
    if (unexplained > lost.filter(({ lane }) => lane === undefined).length) return undefined;
    return lost.map(({ failure }) => failure).reduce<Failure | undefined>(preferredFailure, undefined);
  }

  clear(): void {
    this.#items.clear();
  }

  get size(): number {
    return this.#items.size;
  }
}

/** Items that are outstanding in each lane that has any: one for each open file without a plan, of the others one for each partition. */
function openItems(expected: Expectation, samples: ReadonlyMap<string, SampleRecord>): Map<string, number> {
  const byLane = new Map<string, number>();
  for (const [name, { files }] of expected.samples) {
    let items = files.length;
    for (const file of samples.get(name)?.files.values() ?? []) items += openOf(file, expected.tally) - 1;
    const lane = expected.lanes.get(name)!;
    if (items > 0) byLane.set(lane, (byLane.get(lane) ?? 0) + items);
  }
  return byLane;
}

function openOf(file: FileState, { layout, run }: RunTally): number {
  if (fileStatusOf(file, layout, run) !== "open") return 0;
  return file.plan === undefined ? 1 : openPartitions(file, layout, run);
}

function openPartitions(file: FileState, layout: string, run: number): number {
  const parts = file.done.get(layout);
  let open = 0;
  for (let index = file.closedBelow; index < partitionCount(file.plan!); index++)
    if (!hasPart(parts, index) && parts?.short.has(index) !== true && failureOfPart(file, index, run) === undefined)
      open++;
  return open;
}
