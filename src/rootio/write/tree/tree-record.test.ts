import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createMemorySource } from "../../../../test/support/memory-source.ts";
import { describeWithSharedData, sharedPath } from "../../../../test/support/shared-data.ts";
import { readObject } from "../../record.ts";
import { openRootFile } from "../../root-file.ts";
import { ObjectWriter } from "../object-writer.ts";
import { type JsrootObject, openWithJsroot } from "../../../../test/support/root-writer/jsroot-file.ts";
import type { BranchFacts } from "./branch-record.ts";
import { numberNamesOf } from "./branch-type.ts";
import { writeTree } from "./tree-record.ts";
import type { ColumnType } from "../../column.ts";

function number(object: JsrootObject, member: string): number {
  return object[member] as number;
}

function factsOf(branch: JsrootObject, type: ColumnType): BranchFacts {
  const written = number(branch, "fWriteBasket");
  const table = (member: string, length: number): number[] =>
    Array.from(branch[member] as ArrayLike<number>).slice(0, length);
  const own = numberNamesOf("", type);
  // Some types have several names.
  const vector = {
    name: branch["fClassName"] as string,
    version: number(branch, "fClassVersion"),
    checksum: number(branch, "fCheckSum"),
    members: [],
  };
  return {
    name: branch["fName"] as string,
    title: branch["fTitle"] as string,
    type,
    names: { ...own, vector },
    compression: number(branch, "fCompress"),
    basketBytes: number(branch, "fBasketSize"),
    startsLength: number(branch, "fEntryOffsetLen"),
    lengths: table("fBasketBytes", written),
    seeks: table("fBasketSeek", written),
    firstEntries: table("fBasketEntry", written + 1),
    totalBytes: number(branch, "fTotBytes"),
    zippedBytes: number(branch, "fZipBytes"),
  };
}

/** Whether byte i is in the bits of a TObject: behind version 1 and id 0 there stands what the object was used for in memory. */
function isInBits(bytes: Uint8Array, i: number): boolean {
  for (let start = i - 3; start <= i; start++)
    if (Buffer.from(bytes.subarray(start - 6, start)).toString("hex") === "000100000000") return true;
  return false;
}

describeWithSharedData("a tree's record", () => {
  it.each([
    ["unsigned_integers", "tree"],
    ["tree_basictypes", "t"],
    ["tree_with_clusters", "t1"],
    ["tree_with_vector_multiple_baskets", "t1"],
    ["tree_with_jagged_array", "t1"],
  ])("has the bytes of ROOT's own, were the baskets the same: %s", async (name, path) => {
    const bytes = readFileSync(sharedPath("root-samples", `${name}.root`));
    const file = await openRootFile(createMemorySource(bytes));
    const { key } = file.keys.find((entry) => entry.path === path)!;
    const expected = await readObject(file.source, file.header.end, key, {});
    const types = (await file.openTree(path)).columnTypes();
    const tree = await (await openWithJsroot(bytes)).readObject(path);
    const branches = (tree["fBranches"] as { arr: JsrootObject[] }).arr;

    const writer = new ObjectWriter(key.keyLength);
    writeTree(writer, {
      name: path,
      title: tree["fTitle"] as string,
      entries: number(tree, "fEntries"),
      flushedBytes: number(tree, "fFlushedBytes"),
      autoFlush: number(tree, "fAutoFlush"),
      branches: branches.map((branch) => factsOf(branch, types.get(branch["fName"] as string) as ColumnType)),
    });

    expect(writer.position).toBe(expected.length);
    const written = writer.bytes;
    const differences = Array.from({ length: written.length }, (_, i) => i).filter((i) => written[i] !== expected[i]);
    expect(differences.filter((i) => !isInBits(expected, i))).toEqual([]);
  });
});
