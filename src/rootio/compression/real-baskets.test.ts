import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { describeWithSharedData, sharedPath } from "../../../test/support/shared-data.ts";
import { someBitFlips, truncations, tryDamaged } from "../../../test/support/damage-blocks.ts";
import { compressionOf, decompress, prepareCodecs } from "./decompress.ts";

interface BasketRecord {
  readonly branch: string;
  readonly payload: Uint8Array;
  readonly objectLength: number;
}

describeWithSharedData("baskets of one tree in five compressions", () => {
  const plain = basketRecords("uproot-HZZ-uncompressed.root");
  beforeAll(() => prepareCodecs());

  test.each([
    ["zlib", "ZLIB"],
    ["lz4", "LZ4"],
    ["lzma", "LZMA"],
    ["zstd", "ZSTD"],
  ])("every %s basket equals the uncompressed one byte for byte", (name, compression) => {
    const records = basketRecords(`uproot-HZZ-${name}.root`);
    expect(records.map((record) => record.branch)).toEqual(plain.map((record) => record.branch));
    for (const [i, record] of records.entries()) {
      expect(Buffer.compare(bytesOf(record), plain[i]!.payload), record.branch).toBe(0);
      if (isCompressed(record)) expect(compressionOf(record.payload)).toBe(compression);
    }
    expect(records.filter(isCompressed).length).toBeGreaterThan(40);
  });

  test.each(["zlib", "lz4", "lzma"])("no damage to %s baskets gives wrong bytes", (name) => {
    for (const [i, record] of smallest(basketRecords(`uproot-HZZ-${name}.root`), 10).entries()) {
      const bytes = bytesOf(record);
      expect(tryDamaged(someBitFlips(record.payload, 300, i), bytes)).toMatchObject({ wrong: 0 });
      expect(tryDamaged(truncations(record.payload, 17), bytes)).toMatchObject({ wrong: 0, right: 0 });
    }
  });

  test("damage to zstd baskets, which have no checksum, is refused or keeps the length, and truncation is always refused", () => {
    for (const [i, record] of smallest(basketRecords("uproot-HZZ-zstd.root"), 10).entries()) {
      const bytes = bytesOf(record);
      expect(tryDamaged(someBitFlips(record.payload, 300, i), bytes).refused).toBeGreaterThan(0);
      expect(tryDamaged(truncations(record.payload, 17), bytes)).toMatchObject({ wrong: 0, right: 0 });
    }
  });
});

/** The records of class TBasket, found by walking the file from key to key. */
function basketRecords(name: string): BasketRecord[] {
  const file = readFileSync(sharedPath("root-samples", name));
  const end = file.readUInt32BE(12);
  const records: BasketRecord[] = [];
  for (let at = file.readInt32BE(8); at < end;) {
    const length = file.readInt32BE(at);
    if (length > 0) {
      const keyLength = file.readInt16BE(at + 14);
      const strings = keyStrings(file, at + 18 + (file.readInt16BE(at + 4) > 1000 ? 16 : 8));
      const payload = new Uint8Array(file.buffer, file.byteOffset + at + keyLength, length - keyLength);
      if (strings[0] === "TBasket")
        records.push({ branch: strings[1]!, payload, objectLength: file.readUInt32BE(at + 6) });
    }
    at += Math.max(1, Math.abs(length)); // a negative length is a gap
  }
  return records;
}

/** Class name and name of a key; both are short here, so that one byte tells their length. */
function keyStrings(file: Buffer, at: number): string[] {
  const className = file.toString("latin1", at + 1, at + 1 + file[at]!);
  const next = at + 1 + file[at]!;
  return [className, file.toString("latin1", next + 1, next + 1 + file[next]!)];
}

function isCompressed(record: BasketRecord): boolean {
  return record.payload.length !== record.objectLength;
}

function bytesOf(record: BasketRecord): Uint8Array {
  return isCompressed(record)
    ? decompress(record.payload, record.objectLength, { branch: record.branch })
    : record.payload;
}

function smallest(records: BasketRecord[], count: number): BasketRecord[] {
  return records
    .filter(isCompressed)
    .sort((a, b) => a.objectLength - b.objectLength)
    .slice(0, count);
}
