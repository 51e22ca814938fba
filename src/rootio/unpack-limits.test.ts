import type { BranchReader } from "./branch-reader.ts";
import { describe, expect, it } from "vitest";
import { basketRecord } from "../../test/support/basket-bytes.ts";
import { branchMetadata, branchReader } from "../../test/support/branch-metadata.ts";
import { createMemorySource } from "../../test/support/memory-source.ts";
import { blockBytes, type BombCodec, bombPayload, rootBomb } from "../../test/support/root-bombs.ts";
import { readColumn, writeFile } from "../../test/support/root-writer/written-file.ts";
import { openRootFile, type RootFile } from "./root-file.ts";
import { checkMetadata, HeldBaskets, unpackDefaults } from "./unpack-limits.ts";

const MiB = 1 << 20;
const codecs: readonly BombCodec[] = ["ZLIB", "LZ4", "LZMA", "ZSTD"];

/** A tree with branches of `entries` zeros each, in one basket a branch. */
function zeros(entries: number, branches = 1): Promise<Uint8Array> {
  const names = Array.from({ length: branches }, (_, i) => `w${i}`);
  return writeFile(async (file) => {
    const definitions = names.map((name) => ({ name, type: { shape: "scalar", type: "float64" } }) as const);
    const tree = file.root.tree("mini", "a tree", definitions, { basketBytes: 1 << 28 });
    const values = new Float64Array(entries);
    const column = { shape: "scalar", type: "float64", length: entries, values } as const;
    await tree.fill(new Map(names.map((name) => [name, column])), entries);
    await tree.close();
  });
}

const open = (bytes: Uint8Array, limits = unpackDefaults): Promise<RootFile> =>
  openRootFile(createMemorySource(bytes, "bomb.root"), limits);

const tooLarge = { name: "RecordTooLargeError", retry: "never" };

describe("metadata that would unpack to far more than it is", () => {
  it.each(codecs)("is refused before it is unpacked: streamer information in %s", async (codec) => {
    const bomb = await rootBomb(await zeros(10), "info", bombPayload(codec, 60), 60 * blockBytes);
    expect(bomb.length).toBeLessThan(2e6);
    const opening = (await open(bomb)).openTree("mini");
    await expect(opening).rejects.toMatchObject({ ...tooLarge, where: { file: "bomb.root" } });
    await expect(opening).rejects.toThrow(
      /The streamer information would unpack from \d+ to 1006632900 bytes, at most 67108864 .*HZZ_MAX_METADATA_BYTES/,
    );
  });

  it.each(codecs)("is refused before it is unpacked: a tree in %s", async (codec) => {
    const bomb = await rootBomb(await zeros(10), { tree: "mini" }, bombPayload(codec, 60), 60 * blockBytes);
    const opening = (await open(bomb)).openTree("mini");
    await expect(opening).rejects.toMatchObject({ ...tooLarge, where: { file: "bomb.root", tree: "mini" } });
    await expect(opening).rejects.toThrow(/The record of "mini" would unpack from \d+ to 1006632900 bytes/);
  });

  it("is refused by its expansion too, where it is below the setting", async () => {
    const bomb = await rootBomb(await zeros(10), "info", bombPayload("ZLIB", 2), 2 * blockBytes);
    await expect((await open(bomb)).openTree("mini")).rejects.toThrow(/at most 4194304 are allowed; no real file/);
  });

  it.each([
    [1, 4 * MiB, true],
    [1, 4 * MiB + 1, false],
    [100_000, 10_000_000, true],
    [100_000, 10_000_001, false],
    [64 * MiB, 64 * MiB, true],
    [64 * MiB + 1, 64 * MiB + 1, false],
  ])("%i bytes that become %i are taken: %s", (packed, unpacked, isTaken) => {
    const check = () => {
      checkMetadata("The record", packed, unpacked, unpackDefaults, {});
    };
    if (isTaken) expect(check).not.toThrow();
    else expect(check).toThrow(/The record would unpack/);
  });
});

describe("baskets that would unpack to far more than they are", () => {
  it.each(codecs)("are refused before they are unpacked: %s", (codec) => {
    const blocks = 5;
    const record = basketRecord({ branch: "x", seek: 500, entries: 1, values: bombPayload(codec, blocks) });
    const view = new DataView(record.buffer);
    const keyLength = view.getUint16(14);
    view.setUint32(6, blocks * blockBytes);
    view.setInt32(keyLength - 5, keyLength + blocks * blockBytes); // where its values end
    const basketLengths = [record.length];
    const branch = branchMetadata({ name: "x", entries: 1, basketEntries: [0, 1], basketSeeks: [500], basketLengths });
    const reader = branchReader(branch, 1, 1e9, { file: "bomb.root" });
    for (const { index } of reader.missing(0, 1)) reader.supply(index, record);
    const where = { file: "bomb.root", branch: "x", offset: 500 };
    const read = () => reader.read(0, 1);
    expect(read).toThrow(/The basket would unpack from \d+ to 83886075 bytes, at most 67108864 are allowed; no real/);
    expect(read).toThrow(expect.objectContaining({ ...tooLarge, where: expect.objectContaining(where) as unknown }));
  });

  it("may be nothing but zeros, packed hundreds of times, as the weights of data are", async () => {
    const bytes = await zeros(4_000_000);
    expect(bytes.length).toBeLessThan(150_000);
    const column = await readColumn(await (await open(bytes)).openTree("mini"), "w0");
    expect(column.length).toBe(4_000_000);
  });

  it("are counted together, over all branches that are read, and no longer than these are", async () => {
    const tree = await (await open(await zeros(1_000_000, 12))).openTree("mini");
    const first = Array.from({ length: 8 }, (_, i) => tree.openBranch(`w${i}`));
    const ninth = tree.openBranch("w8");
    const { source } = tree.file;
    const read = async (reader: BranchReader) => {
      for (const { index, range } of reader.missing(0, 10)) reader.supply(index, (await source.read([range]))[0]!);
      return reader.read(0, 10).length;
    };
    for (const reader of first) expect(await read(reader)).toBe(10);
    await expect(read(ninth)).rejects.toThrow(
      /The basket, with the largest ones of 8 other branches, would unpack from \d+ to 72000000 bytes/,
    );
    first[0]!.close();
    expect(await read(ninth)).toBe(10);
  });

  it("of one branch count once, by the largest", () => {
    const held = new HeldBaskets({ ...unpackDefaults, basketBytes: 100 });
    const [one, other] = [{}, {}];
    held.hold(one, 50, 60, {});
    held.hold(one, 10, 20, {});
    held.hold(one, 50, 70, {});
    expect(() => {
      held.hold(other, 30, 31, {});
    }).toThrow(/1 other branches, would unpack from 80 to 101 bytes, at most 100 .*set HZZ_MAX_BASKET_BYTES higher/);
    held.hold(other, 30, 30, {});
    held.release(one);
    held.hold(other, 30, 100, {});
  });
});
