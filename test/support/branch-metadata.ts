import type { Where } from "../../src/errors/app-error.ts";
import { BranchReader } from "../../src/rootio/branch-reader.ts";
import { identify } from "../../src/rootio/interpretation/identify.ts";
import { Streamers } from "../../src/rootio/streamer-info.ts";
import type { BranchMetadata, LeafMetadata } from "../../src/rootio/tree-metadata.ts";

export const floatLeaf: LeafMetadata = { className: "TLeafF", name: "x", title: "x", length: 1, unsigned: false };

/** A scalar float branch without baskets; give what is different. */
export function branchMetadata(overrides: Partial<BranchMetadata> = {}): BranchMetadata {
  return {
    name: "x",
    path: overrides.name ?? "x",
    title: "x/F",
    branchClass: "TBranch",
    className: "",
    compression: 101,
    entries: 0,
    fileName: "",
    leaves: [floatLeaf],
    parts: [],
    basketEntries: [0],
    basketSeeks: [],
    basketLengths: [],
    embedded: [],
    totalBytes: 0,
    zippedBytes: 0,
    ...overrides,
  };
}

/** A reader of its only value. */
export function branchReader(branch: BranchMetadata, entries: number, fileEnd: number, where: Where): BranchReader {
  return new BranchReader(branch.name, identify(branch, new Streamers())[0]!, entries, fileEnd, where);
}
