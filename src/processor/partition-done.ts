import { checkFinite } from "../histogram/exact-sum.ts";
import type { PartitionDone } from "../protocol/log-event.ts";
import { protocolVersion, type WorkItem } from "../protocol/work-item.ts";
import type { OpenTree } from "./open-trees.ts";

/** What all events about a file begin with. */
export function headOf(item: WorkItem): Pick<PartitionDone, "version" | "analysis" | "sample" | "file"> {
  return { version: protocolVersion, analysis: item.analysis, sample: item.sample.name, file: item.file.index };
}

/**
 * Begins the count of what a partition costs: requests, bytes and time, from here until it is done.
 *
 * @returns what makes the event of it; throws {NonFiniteSumError} if a sum is no number
 */
export function beginPartition(
  item: WorkItem,
  { tree, identity }: OpenTree,
): (filled: Pick<PartitionDone, "partition" | "seen" | "layout" | "sums">) => PartitionDone {
  const begun = performance.now();
  const { source } = tree.file;
  const before = { ...source.statistics };
  return (filled) => {
    checkFinite(filled.sums);
    return {
      ...headOf(item),
      kind: "partition-done",
      source: source.name,
      identity,
      ...filled,
      stats: {
        requests: source.statistics.requests - before.requests,
        bytes: source.statistics.bytes - before.bytes,
        milliseconds: performance.now() - begun,
      },
    };
  };
}
