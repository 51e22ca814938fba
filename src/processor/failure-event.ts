import type { Failure, FileFailed, FilePlanned, PartitionFailed } from "../protocol/log-event.ts";
import { protocolVersion, type WorkItem } from "../protocol/work-item.ts";

/**
 * The event that says that an item was given up.
 *
 * A file item whose plan is in the log has only its own partition, the first, to lose: the others are work of their own.
 * @param planned the plan that this item has stored, if it came so far.
 */
export function failureEvent(
  item: WorkItem,
  planned: FilePlanned | undefined,
  failure: Failure,
): FileFailed | PartitionFailed {
  const base = {
    version: protocolVersion,
    analysis: item.analysis,
    run: item.run,
    sample: item.sample.name,
    file: item.file.index,
  } as const;
  if (item.kind === "partition") {
    const { identity, partition } = item;
    return { ...base, kind: "partition-failed", identity, partition, failure };
  }
  const [entryStart, entryStop] = planned?.edges ?? [];
  if (planned === undefined || entryStart === undefined || entryStop === undefined)
    return { ...base, kind: "file-failed", failure };
  const partition = { index: 0, count: planned.edges.length - 1, entryStart, entryStop };
  return { ...base, kind: "partition-failed", identity: planned.identity, partition, failure };
}
