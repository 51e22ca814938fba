import type { BranchMetadata, LeafMetadata } from "../../src/rootio/tree-metadata.ts";

export const floatLeaf: LeafMetadata = { className: "TLeafF", name: "x", title: "x", length: 1, unsigned: false };

/** A scalar float branch without baskets; give what is different. */
export function branchMetadata(overrides: Partial<BranchMetadata> = {}): BranchMetadata {
  return {
    name: "x",
    title: "x/F",
    branchClass: "TBranch",
    className: "",
    compression: 101,
    entries: 0,
    fileName: "",
    leaves: [floatLeaf],
    parts: [],
    isPart: false,
    basketEntries: [0],
    basketSeeks: [],
    basketLengths: [],
    embedded: [],
    totalBytes: 0,
    zippedBytes: 0,
    ...overrides,
  };
}
