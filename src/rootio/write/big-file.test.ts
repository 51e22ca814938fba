import { FileProxy, openFile } from "jsroot/io";
import { beforeAll, describe, expect, it } from "vitest";
import { createRegularAxis } from "../../histogram/axis.ts";
import { createHistogram } from "../../histogram/histogram.ts";
import type { Column } from "../column.ts";
import { openRootFile } from "../root-file.ts";
import { createRootFile, type DirectoryWriter } from "./root-file-writer.ts";
import { type JsrootFile, readWithJsroot } from "../../../test/support/root-writer/jsroot-file.ts";
import { SparseFile } from "../../../test/support/root-writer/sparse-file.ts";
import { type Structure, validateStructure } from "../../../test/support/root-writer/validate-structure.ts";
import { fixedOptions, readColumn } from "../../../test/support/root-writer/written-file.ts";

/** Entries of 8 bytes: with those before and behind it the tree crosses 2 GB. */
const zerosInAll = 256_000_000;
const chunk = 1 << 22;
const doubles = { shape: "scalar", type: "float64" } as const;

function column(values: Float64Array): Map<string, Column> {
  return new Map([["x", { ...doubles, length: values.length, values }]]);
}

async function writeSmallThings(folder: DirectoryWriter): Promise<void> {
  const sumw = Float64Array.of(1, 2, 3, 4);
  const axis = createRegularAxis({ bins: 2, lower: 0, upper: 1 });
  await folder.writeHistogram(
    createHistogram({ name: "h", title: "", axes: [axis], entries: sumw, sumw, sumw2: sumw }),
  );
  const type = { shape: "list", type: "int32" } as const;
  const tree = folder.tree("small", "", [{ name: "n", type }], { basketBytes: 200 });
  const [offsets, content] = [
    Int32Array.from({ length: 101 }, (_, i) => i),
    Int32Array.from({ length: 100 }, (_, i) => i),
  ];
  await tree.fill(new Map([["n", { ...type, length: 100, offsets, content }]]), 100);
  await tree.close();
}

describe("a file beyond 2 GB", () => {
  const file = new SparseFile();
  let structure: Structure;

  beforeAll(async () => {
    const writer = createRootFile(file, { ...fixedOptions, compression: { level: 0 } });
    const early = writer.root.directory("early");
    await writeSmallThings(early);
    const tree = writer.root.tree("big", "", [{ name: "x", type: doubles }], { basketBytes: 2 ** 25 });
    await tree.fill(column(Float64Array.of(1, 2, 3)), 3);
    const zeros = column(new Float64Array(chunk));
    for (let left = zerosInAll; left > 0; left -= chunk) await tree.fill(zeros, Math.min(left, chunk));
    await tree.fill(column(Float64Array.of(4, 5)), 2);
    await tree.close();
    const late = early.directory("late");
    await writeSmallThings(late);
    await writeSmallThings(late.directory("later"));
    await writer.close();
    structure = validateStructure((start, stop) => file.read(start, stop), file.size);
  }, 120_000);

  it("is sound, with 8-byte positions from there on, and 4-byte ones before", () => {
    expect(structure.problems).toEqual([]);
    expect(file.size).toBeGreaterThan(2_000_000_000);
    expect(file.kept).toBeLessThan(100);
    const kinds = structure.records
      .filter(({ className }) => className !== "TBasket")
      .map(({ big, seek }) => [big, seek > 2_000_000_000]);
    expect(kinds.filter(([big]) => big!).length).toBeGreaterThan(8);
    expect(kinds.filter(([big]) => !big!).length).toBeGreaterThan(3);
    for (const [big, beyond] of kinds) expect(big).toBe(beyond);
  });

  it("is read by our reader, on both sides of the border", async () => {
    const opened = await openRootFile(file.asSource("big.root"));
    expect(opened.header.version).toBe(1_061_804);
    expect(opened.keys.map(({ path }) => path).sort()).toEqual([
      "big",
      "early/h",
      "early/late/h",
      "early/late/later/h",
      "early/late/later/small",
      "early/late/small",
      "early/small",
    ]);
    for (const path of ["early/small", "early/late/small", "early/late/later/small"]) {
      const small = await readColumn(await opened.openTree(path), "n");
      if (small.shape !== "list") throw new Error("a list was expected");
      expect(Array.from(small.content.subarray(0, 100) as Int32Array)).toEqual(
        Array.from({ length: 100 }, (_, i) => i),
      );
    }
    const tree = await opened.openTree("big");
    expect(tree.entries).toBe(zerosInAll + 5);
    const branch = tree.openBranch("x");
    const ends = [
      { start: 0, expected: [1, 2, 3, 0] },
      { start: tree.entries - 4, expected: [0, 0, 4, 5] },
    ];
    for (const { start, expected } of ends) {
      const baskets = branch.missing(start, start + 4);
      const records = await opened.source.read(baskets.map(({ range }) => range));
      for (const [i, { index }] of baskets.entries()) branch.supply(index, records[i]!);
      const values = branch.read(start, start + 4);
      if (values.shape !== "scalar") throw new Error("scalars were expected");
      expect(Array.from(values.values.subarray(0, 4) as Float64Array)).toEqual(expected);
    }
    expect(tree.branch("x").basketSeeks.at(-1)).toBeGreaterThan(2_000_000_000);
  });

  it("is read by jsroot", async () => {
    class Proxy extends FileProxy {
      override openFile(): Promise<boolean> {
        return Promise.resolve(true);
      }
      override getFileName(): string {
        return "big.root";
      }
      override getFileSize(): number {
        return file.size;
      }
      override readBuffer(position: number, length: number): Promise<DataView> {
        const bytes = file.read(position, Math.min(position + length, file.size));
        return Promise.resolve(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      }
    }
    const theirs = (await openFile(new Proxy())) as unknown as JsrootFile;
    const histogram = await theirs.readObject("early/late/later/h");
    expect(Array.from(histogram["fArray"] as Float64Array)).toEqual([1, 2, 3, 4]);
    const small = await readWithJsroot(await theirs.readObject("early/late/small"), ["n"]);
    expect(small.get("n")).toEqual(Array.from({ length: 100 }, (_, i) => [i]));
    const big = await theirs.readObject("big");
    expect(big["fEntries"]).toBe(zerosInAll + 5);
  });
});
