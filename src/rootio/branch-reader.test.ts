import type { BranchReader } from "./branch-reader.ts";
import { describe, expect, it } from "vitest";
import { basketRecord, vectorValues } from "../../test/support/basket-bytes.ts";
import { branchMetadata, branchReader } from "../../test/support/branch-metadata.ts";
import type { BranchMetadata } from "./tree-metadata.ts";

const lists = Array.from({ length: 23 }, (_, i) => Array.from({ length: i % 4 }, (_unused, j) => i + j / 10));

/** Entries 0–9 and 10–14 in baskets on disk, 15–22 in one inside the TTree record. */
function vectorBranch(): { branch: BranchMetadata; records: Uint8Array[] } {
  const borders = [0, 10, 15];
  const records = borders.slice(1).map((stop, i) => {
    const part = lists.slice(borders[i], stop);
    return basketRecord({ branch: "v", seek: 1000 + 500 * i, entries: part.length, ...vectorValues(part) });
  });
  const { values: data, starts } = vectorValues(lists.slice(15));
  const embedded = { entries: 8, keyLength: 60, last: 60 + data.length, data };
  const branch = branchMetadata({
    name: "v",
    branchClass: "TBranchElement",
    className: "vector<float>",
    element: { kind: 0, id: -1, version: 6, checksum: 0 },
    entries: 23,
    basketEntries: borders,
    basketSeeks: [1000, 1500],
    basketLengths: records.map((record) => record.length),
    embedded: [{ ...embedded, entryOffsets: Int32Array.from(starts, (start) => start + 60) }],
  });
  return { branch, records };
}

function openReader(): BranchReader {
  const { branch, records } = vectorBranch();
  const reader = branchReader(branch, 23, 10_000, { file: "f.root" });
  for (const { index } of reader.missing(0, 23)) reader.supply(index, records[index]!);
  return reader;
}

function listsOf(reader: BranchReader, ...args: Parameters<BranchReader["read"]>): number[][] {
  const column = reader.read(...args);
  if (column.shape !== "list") throw new Error("a list was expected");
  const round = (value: number): number => Math.round(value * 10) / 10;
  return Array.from({ length: column.length }, (_, i) =>
    Array.from((column.content as Float32Array).subarray(column.offsets[i], column.offsets[i + 1]), round),
  );
}

describe("reading a branch", () => {
  it("joins baskets on disk with the embedded one, for every entry range", () => {
    for (let start = 0; start <= 23; start++)
      for (let stop = start; stop <= 23; stop++)
        expect(listsOf(openReader(), start, stop)).toEqual(lists.slice(start, stop));
  });

  it("reads on in steps that do not match baskets", () => {
    const reader = openReader();
    const read = [0, 4, 8, 12, 16, 20].flatMap((start) => listsOf(reader, start, Math.min(start + 4, 23)));
    expect(read).toEqual(lists);
  });

  it("asks for the baskets on disk that hold the range, and only until they are there", () => {
    const { branch, records } = vectorBranch();
    const reader = branchReader(branch, 23, 10_000, {});
    expect(reader.missing(10, 23).map(({ index, range }) => [index, range.start])).toEqual([[1, 1500]]);
    reader.supply(1, records[1]!);
    expect(reader.missing(10, 23)).toEqual([]);
    expect(reader.missing(9, 10).map(({ index }) => index)).toEqual([0]);
  });

  it("does not unpack baskets without wanted entries", () => {
    const { branch, records } = vectorBranch();
    const reader = branchReader(branch, 23, 10_000, {});
    reader.supply(1, records[1]!); // basket 0 is not there, and not needed
    const column = reader.read(8, 23, { entries: Int32Array.of(3, 6), count: 2 });
    if (column.shape !== "list") throw new Error("a list was expected");
    const list = (i: number): number[] =>
      [...(column.content as Float32Array).subarray(column.offsets[i], column.offsets[i + 1])].map(
        (value) => Math.round(value * 10) / 10,
      );
    expect([list(3), list(6)]).toEqual([lists[11], lists[14]]);
  });

  it("says so when a basket was not fetched", () => {
    const reader = branchReader(vectorBranch().branch, 23, 10_000, { file: "f.root" });
    expect(() => reader.read(0, 5)).toThrow(/not fetched.*f\.root.*branch v.*entries \[0, 10\)/);
  });

  const damaged: [string, Partial<BranchMetadata>, RegExp][] = [
    ["baskets that leave a gap", { basketEntries: [0, 9, 15] }, /hold 23|holds 10 entries where the tree says 9/],
    ["baskets that start late", { basketEntries: [1, 10, 15] }, /basket 0 does not start/],
    ["baskets that go back", { basketEntries: [0, 10, 9] }, /basket 1 does not start|hold 17 entries/],
    ["baskets behind the end of the file", { basketSeeks: [1000, 9999] }, /not inside the file of 10000 bytes/],
    ["a length of nothing", { basketLengths: [0, 100] }, /not inside the file/],
    ["too few entries", { embedded: [] }, /hold 15 entries, the tree has 23/],
  ];
  it.each(damaged)("refuses %s", (_, overrides, message) => {
    const { branch, records } = vectorBranch();
    expect(() => {
      const reader = branchReader({ ...branch, ...overrides }, 23, 10_000, {});
      for (const { index } of reader.missing(0, 23)) reader.supply(index, records[index]!);
      reader.read(0, 23);
    }).toThrow(message);
  });

  it("names the reason when the branch is of a kind that is not read", () => {
    expect(() => branchReader(branchMetadata({ leaves: [] }), 0, 10_000, { file: "f.root" })).toThrow(
      /Branch "x" cannot be read: it has no leaf \(file f\.root, branch x\)/,
    );
  });

  it("reads nothing from an empty tree", () => {
    const reader = branchReader(branchMetadata(), 0, 10_000, {});
    expect(reader.read(0, 0).length).toBe(0);
    expect(reader.missing(0, 0)).toEqual([]);
  });
});
