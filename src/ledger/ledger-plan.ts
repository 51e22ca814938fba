import type { FilePlanned } from "../protocol/log-event.ts";
import { sameIdentity, type FileIdentity, type Partition } from "../protocol/work-item.ts";

/** Whether a partition is one of the plan's. */
export function fitsPlan(plan: FilePlanned, identity: FileIdentity, partition: Partition): boolean {
  const { index, count, entryStart, entryStop } = partition;
  if (!sameIdentity(plan.identity, identity) || count !== partitionCount(plan)) return false;
  return identity.entries === 0 || (plan.edges[index] === entryStart && plan.edges[index + 1] === entryStop);
}

/** Number `index` of the plan's partitions. */
export function plannedPartition(plan: FilePlanned, index: number): Partition {
  const [entryStart, entryStop] = [plan.edges[index] ?? 0, plan.edges[index + 1] ?? 0];
  return { index, count: partitionCount(plan), entryStart, entryStop };
}

/** A tree without entries may be planned as no partition or as one of none; both count as one. */
export function partitionCount(plan: FilePlanned): number {
  return Math.max(1, plan.edges.length - 1);
}

export function samePlan(a: FilePlanned, b: FilePlanned): boolean {
  if (!sameIdentity(a.identity, b.identity)) return false;
  if (a.identity.entries === 0) return true;
  return a.edges.length === b.edges.length && a.edges.every((edge, i) => edge === b.edges[i]);
}

export function samePartition(a: Partition, b: Partition): boolean {
  return a.count === b.count && a.entryStart === b.entryStart && a.entryStop === b.entryStop;
}
