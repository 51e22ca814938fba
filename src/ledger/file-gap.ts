import type { FileIdentity, Partition } from "../protocol/work-item.ts";
import { hasPart, fileStatusOf, isConflicting, type FileState } from "./ledger-file.ts";
import { partitionCount, plannedPartition } from "./ledger-plan.ts";
import type { RunTally } from "./ledger-sample.ts";

/** What would have to be done for a file to become complete. */
export type FileGap =
  /** Nothing: it is complete, or changed while it was read, or is a copy of another one, so that nothing helps. */
  | { readonly kind: "none" }
  /** It has to be planned. */
  | { readonly kind: "file" }
  /** These are not in. */
  | {
      readonly kind: "partitions";
      readonly source: string;
      readonly identity: FileIdentity;
      readonly partitions: readonly Partition[];
    };

/** @param file undefined if the log has told nothing of it */
export function gapOfFile(file: FileState | undefined, { layout, run }: RunTally): FileGap {
  if (file === undefined) return { kind: "file" };
  const parts = file.done.get(layout);
  const { plan } = file;
  if (file.isCopy || isConflicting(file, parts) || fileStatusOf(file, layout, run) === "complete")
    return { kind: "none" };
  if (plan === undefined) return { kind: "file" };
  const partitions: Partition[] = [];
  for (let index = 0; index < partitionCount(plan); index++)
    if (!hasPart(parts, index)) partitions.push(plannedPartition(plan, index));
  return { kind: "partitions", source: plan.source, identity: plan.identity, partitions };
}
