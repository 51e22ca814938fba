import { describe, expect, it } from "vitest";
import { planPartitions, targetBytes } from "./partitions.ts";
import { Streamers } from "./streamer-info.ts";
import { Tree, type TreeFile } from "./tree.ts";
import { type BranchMetadata, listed } from "./tree-metadata.ts";

/** A branch with baskets on disk at the given borders, `bytes` each. */
function branch(name: string, borders: readonly number[], bytes: number): BranchMetadata {
  const baskets = borders.length - 1;
  return {
    name,
    path: name,
    title: "",
    branchClass: "TBranch",
    className: "",
    compression: 1,
    entries: borders.at(-1)!,
    fileName: "",
    leaves: [],
    parts: [],
    basketEntries: borders,
    basketSeeks: Array.from({ length: baskets }, (_, i) => 1000 + i * bytes),
    basketLengths: new Array<number>(baskets).fill(bytes),
    embedded: [],
    totalBytes: 0,
    zippedBytes: 0,
  };
}

function plan(entries: number, ...branches: BranchMetadata[]): number[] {
  return planPartitions(
    new Tree({} as TreeFile, "t", {
      name: "t",
      title: "",
      entries,
      branches: branches.map(listed),
      streamers: new Streamers(),
    }),
  );
}

const steps = (stop: number, step: number): number[] =>
  Array.from({ length: Math.ceil(stop / step) + 1 }, (_, i) => Math.min(i * step, stop));

describe("planning partitions", () => {
  it("gives an empty tree no partition", () => {
    expect(plan(0)).toEqual([0]);
  });

  it("leaves a small file whole", () => {
    expect(plan(1000, branch("a", steps(1000, 10), 300))).toEqual([0, 1000]);
  });

  it("cuts a large file into pieces of about the target size", () => {
    const edges = plan(
      1_000_000,
      branch("a", steps(1_000_000, 1000), 100_000),
      branch("b", steps(1_000_000, 1000), 50_000),
    );
    const sizes = edges.slice(1).map((edge, i) => ((edge - edges[i]!) / 1000) * 150_000);
    expect(edges[0]).toBe(0);
    expect(edges.at(-1)).toBe(1_000_000);
    for (const size of sizes) {
      expect(size).toBeGreaterThan(targetBytes / 4);
      expect(size).toBeLessThan(targetBytes * 2);
    }
  });

  it("cuts between clusters where baskets of all branches end together", () => {
    const clusters = steps(500_000, 100_000);
    const edges = plan(
      500_000,
      branch("a", clusters, 6_000_000),
      branch("b", clusters, 6_000_000),
      branch("c", steps(500_000, 7000), 30_000),
    );
    for (const edge of edges) expect(edge % 100_000).toBe(0);
    expect(edges).toHaveLength(6);
  });

  it("does not cut through baskets that would have to be unpacked twice", () => {
    expect(plan(150_000, branch("a", [0, 99_000, 150_000], 10_000_000), branch("b", [0, 150_000], 9_000_000))).toEqual([
      0, 150_000,
    ]);
  });

  it("lets a basket larger than any partition be one", () => {
    expect(plan(30, branch("a", [0, 10, 20, 30], 40 * targetBytes))).toEqual([0, 10, 20, 30]);
  });
});
