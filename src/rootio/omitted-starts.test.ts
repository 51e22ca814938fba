import { describe, expect, it } from "vitest";
import { basketRecord } from "../../test/support/basket-bytes.ts";
import { branchMetadata } from "../../test/support/branch-metadata.ts";
import { createMemorySource } from "../../test/support/memory-source.ts";
import { readColumns, readLeaf } from "../../test/support/read-columns.ts";
import type { FileHeader } from "./file-header.ts";
import { Streamers } from "./streamer-info.ts";
import { Tree } from "./tree.ts";
import { type BranchMetadata, type LeafMetadata, listed } from "./tree-metadata.ts";

const counts = Array.from({ length: 20 }, (_, i) => (i * 7) % 5);
const total = counts.reduce((sum, count) => sum + count, 0);

/** A file of the baskets alone, that have their borders at the entries given. */
class BasketFile {
  readonly records: Uint8Array[] = [];
  size = 100;

  /** @param bytes of an entry's values */
  branch(
    leaf: LeafMetadata,
    borders: readonly number[],
    bytes: (entry: number) => number[],
    flag: number,
  ): BranchMetadata {
    const { name } = leaf;
    const first = this.records.length;
    const basketSeeks: number[] = [];
    borders.slice(1).forEach((stop, i) => {
      const entries = Array.from({ length: stop - borders[i]! }, (_, n) => bytes(borders[i]! + n));
      const values = Uint8Array.from(entries.flat());
      basketSeeks.push(this.size);
      this.records.push(
        basketRecord({ branch: name, seek: this.size, entries: entries.length, values, ioBits: 1, flag }),
      );
      this.size += this.records.at(-1)!.length;
    });
    const basketLengths = this.records.slice(first).map((record) => record.length);
    const tables = { basketEntries: borders, basketSeeks, basketLengths };
    return { ...branchMetadata({ name, leaves: [leaf], ...tables }), omitsOffsets: true };
  }

  tree(branches: readonly BranchMetadata[]): Tree {
    const bytes = Buffer.concat([new Uint8Array(100), ...this.records]);
    const file = { source: createMemorySource(bytes), header: { end: bytes.length } as FileHeader };
    const metadata = { name: "t", title: "", entries: counts.length, branches: branches.map(listed) };
    return new Tree(file, "t", { ...metadata, streamers: new Streamers() });
  }
}

const leafOf = (name: string, title = name): LeafMetadata => ({
  ...{ className: "TLeafS", name, title, length: 1, unsigned: false },
  ...(name === "n" ? {} : { counter: "n" }),
});
const start = (entry: number): number => counts.slice(0, entry).reduce((sum, count) => sum + count, 0);
const values = (entry: number): number[] =>
  Array.from({ length: counts[entry]! }, (_, i) => [0, start(entry) + i]).flat();

function treeOf(
  countBorders: readonly number[],
  borders: readonly number[],
  counted = (entry: number): number => counts[entry]!,
): Tree {
  const file = new BasketFile();
  const n = file.branch(leafOf("n"), countBorders, (entry) => [0, counted(entry)], 0);
  return file.tree([file.branch(leafOf("x", "x[n]"), borders, values, 80), n]);
}

describe("baskets that leave out where entries start", () => {
  it.each([
    [
      [0, 20],
      [0, 20],
    ],
    [
      [0, 8, 20],
      [0, 8, 20],
    ],
    [
      [0, 3, 4, 11, 20],
      [0, 7, 13, 20],
    ],
    [
      [0, 20],
      [0, 1, 2, 9, 20],
    ],
  ])("are read with the counts of another branch, whose baskets end at %j, theirs at %j", async (first, second) => {
    for (const [from, to] of [
      [0, 20],
      [5, 17],
      [9, 10],
    ] as const) {
      const column = (await readColumns(treeOf(first, second), ["x"], from, to)).get("x")!;
      if (column.shape !== "list") throw new Error("a list was expected");
      const starts = Array.from({ length: to - from + 1 }, (_, i) => start(from + i) - start(from));
      expect([...column.offsets]).toEqual(starts);
      expect([...column.content]).toEqual(Array.from({ length: start(to) - start(from) }, (_, i) => start(from) + i));
    }
  });

  it("are read in steps, each basket fetched once", async () => {
    const tree = treeOf([0, 3, 4, 11, 20], [0, 7, 13, 20]);
    const branch = tree.openBranch("x");
    const fetched: number[] = [];
    let read = 0;
    for (let at = 0; at < 20; at += 2) {
      for (const { index, range } of branch.missing(at, at + 2)) {
        fetched.push(range.start);
        branch.supply(index, (await tree.file.source.read([range]))[0]!);
      }
      const column = branch.read(at, at + 2);
      read += column.shape === "list" ? column.offsets[2]! : 0;
      branch.forget(at + 2);
    }
    branch.close();
    expect([read, new Set(fetched).size]).toEqual([total, fetched.length]);
  });

  it("may hold arrays of arrays", async () => {
    const file = new BasketFile();
    const n = file.branch(leafOf("n"), [0, 9, 20], (entry) => [0, counts[entry]!], 0);
    const leaf = { ...leafOf("x", "x[n][2]"), length: 2 };
    const pairs = (entry: number): number[] => [...values(entry), ...values(entry)];
    const column = await readLeaf(file.tree([n, file.branch(leaf, [0, 20], pairs, 80)]), "x");
    expect(column.shape === "nested" && [...column.levels[0]!.subarray(0, 21)]).toEqual(
      Array.from({ length: 21 }, (_, entry) => start(entry)),
    );
  });

  it("are refused where the counts make another number of bytes", async () => {
    for (const wrong of [0, 5, -1]) {
      const tree = treeOf([0, 20], [0, 20], (entry) => (entry === 7 ? wrong & 0xff : counts[entry]!));
      await expect(readColumns(tree, ["x"])).rejects.toThrow(/branch "n" counts other values/);
    }
  });
});
