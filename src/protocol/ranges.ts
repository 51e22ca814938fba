import type { FileIdentity, Partition } from "./work-item.ts";

/** What is wrong with a partition of a file as a whole, though each number is fine by itself; undefined if nothing is. */
export function partitionProblem(identity: FileIdentity, partition: Partition): string | undefined {
  const { index, count, entryStart, entryStop } = partition;
  if (index >= count) return `partition ${index} of ${count} cannot be; the first is 0`;
  if (entryStop > identity.entries) return `entries end at ${entryStop}, but the tree has ${identity.entries}`;
  if (entryStart >= entryStop && identity.entries > 0) return `entries [${entryStart}, ${entryStop}) are none`;
  return undefined;
}

/** What is wrong with the borders of all partitions of a file; undefined if nothing is. */
export function edgesProblem(identity: FileIdentity, edges: readonly number[]): string | undefined {
  const { entries } = identity;
  if (edges[0] !== 0) return `the first edge is ${String(edges[0])}, expected 0`;
  if (edges[edges.length - 1] !== entries)
    return `the last edge is ${String(edges[edges.length - 1])}, but the tree has ${entries} entries`;
  if (entries === 0) return edges.length <= 2 ? undefined : "a tree without entries has at most one partition";
  const fault = edges.findIndex((edge, i) => i > 0 && !(edges[i - 1]! < edge));
  return fault === -1 ? undefined : `edges ascend, but edge ${fault} is ${String(edges[fault])}`;
}
