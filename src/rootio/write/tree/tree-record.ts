import { writeNamedAndStyles, writeObjectArray } from "../base-objects.ts";
import type { ObjectWriter } from "../object-writer.ts";
import { type BranchFacts, writeBranch, writeIOFeatures } from "./branch-record.ts";

/** What a TTree says of itself. */
export interface TreeFacts {
  readonly name: string;
  readonly title: string;
  readonly entries: number;
  /** Bytes of all baskets with their keys when the last cluster was complete. */
  readonly flushedBytes: number;
  /** Entries of a cluster; negative: a cluster was to end after so many bytes, and none has ended yet. */
  readonly autoFlush: number;
  readonly branches: readonly BranchFacts[];
}

/** What ROOT has by default, and nobody reads back. */
const autoSave = -300_000_000;
const defaultStarts = 1000;
const entriesToEstimate = 1_000_000;
const noLimit = 1e12;

/** @see the ROOT file format description, "TTree"; version 20. */
export function writeTree(writer: ObjectWriter, tree: TreeFacts): void {
  const { branches } = tree;
  writer.versioned(20, () => {
    writeNamedAndStyles(writer, tree.name, tree.title);
    writer.int64(tree.entries);
    writer.int64(sum(branches.map((branch) => branch.totalBytes)));
    writer.int64(sum(branches.map((branch) => branch.zippedBytes)));
    writer.int64(0); // bytes at the last automatic save
    writer.int64(tree.flushedBytes);
    writer.float64(1); // weight
    for (const value of [0, 25, 0, defaultStarts]) writer.int32(value); // timer, rows to scan, update, starts
    writer.int32(0); // ranges of clusters of other sizes
    for (const value of [noLimit, noLimit, 0, autoSave, tree.autoFlush, entriesToEstimate]) writer.int64(value);
    writer.uint8(0); // ends of those ranges
    writer.uint8(0); // sizes of their clusters
    writeIOFeatures(writer);
    const leaves: number[] = [];
    writeObjectArray(writer, branches, (branch) => leaves.push(writeBranch(writer, branch, tree.entries)));
    writeObjectArray(writer, leaves, (leaf) => {
      writer.reference(leaf);
    });
    writer.nullPointer(); // aliases
    writer.int32(0); // index: values and order
    writer.int32(0);
    for (let i = 0; i < 4; i++) writer.nullPointer(); // index, friends, user's list, table of references
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
