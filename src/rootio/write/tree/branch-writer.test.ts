import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createMemorySource } from "../../../../test/support/memory-source.ts";
import { describeWithSharedData, sharedPath } from "../../../../test/support/shared-data.ts";
import { readColumns } from "../../../../test/support/read-columns.ts";
import { unpack } from "../../record.ts";
import type { ColumnType } from "../../column.ts";
import { openRootFile } from "../../root-file.ts";
import type { RawKey } from "../../../../test/support/root-writer/raw-reader.ts";
import { soundStructure, writeFile } from "../../../../test/support/root-writer/written-file.ts";
import { validateStructure } from "../../../../test/support/root-writer/validate-structure.ts";

/** The date that a datime stands for, taken as UTC. */
function dateOf(datime: number): Date {
  const field = (shift: number, bits: number): number => (datetime >>> shift) & ((1 << bits) - 1);
  const datetime = datime >>> 0;
  return new Date(
    Date.UTC(1995 + field(26, 6), field(22, 4) - 1, field(17, 5), field(12, 5), field(6, 6), field(0, 6)),
  );
}

describeWithSharedData("baskets", () => {
  it.each([
    ["unsigned_integers", "tree", 4],
    ["tree_basictypes", "t", 13],
    ["tree_with_jagged_array", "t1", 1],
  ])("have the bytes of ROOT's own, before compression: %s", async (name, path, count) => {
    const real = readFileSync(sharedPath("root-samples", `${name}.root`));
    const tree = await (await openRootFile(createMemorySource(real))).openTree(path);
    const columns = await readColumns(tree, [...tree.columnTypes().keys()]);
    const ours = await writeFile(
      async ({ root }) => {
        const branches = tree.metadata.branches.map((branch) => ({
          name: branch.name,
          type: tree.columnTypes().get(branch.name) as ColumnType,
        }));
        const writer = root.tree(path, tree.metadata.title, branches);
        await writer.fill(columns, tree.entries);
        await writer.close();
      },
      { date: dateOf(real.readUInt32BE(110)), compression: { level: 0 } },
    );

    const baskets = (keys: readonly RawKey[]): RawKey[] => keys.filter(({ className }) => className === "TBasket");
    const own = new Map(baskets(soundStructure(ours).records).map((key) => [key.name, key]));
    const theirs = baskets(validateStructure((a, b) => real.subarray(a, b), real.length).records);
    expect(theirs).toHaveLength(count);
    for (const key of theirs)
      expect([key.name, plainBytes(ours, own.get(key.name)!)]).toEqual([key.name, plainBytes(real, key)]);
  });
});

/** A record with its object unpacked, its length on disk and its place left out. */
function plainBytes(file: Uint8Array, { seek, recordLength, keyLength, objectLength }: RawKey): string {
  const record = Buffer.from(file.subarray(seek, seek + recordLength));
  record.fill(0, 0, 4).fill(0, 18, 34);
  const object = unpack(record.subarray(keyLength), objectLength, {});
  return Buffer.concat([record.subarray(0, keyLength), object]).toString("hex");
}
