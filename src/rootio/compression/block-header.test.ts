import { expect, test } from "vitest";
import { CorruptFileError, UnsupportedFormatError } from "../errors.ts";
import { block } from "../../../test/support/compressed-blocks.ts";
import { compressionAt, readBlockHeader } from "./block-header.ts";

const where = { file: "a.root", branch: "lep_pt" };

test.each([
  ["ZL", 8, "ZLIB"],
  ["L4", 1, "LZ4"],
  ["XZ", 0, "LZMA"],
  ["ZS", 1, "ZSTD"],
  ["CS", 8, "old ZLIB"],
] as const)("letters %s with method %i are %s", (letters, method, compression) => {
  const payload = block(letters, method, new Uint8Array(5), 0x010203);
  expect(readBlockHeader(payload, 0, where)).toEqual({ compression, start: 9, stop: 14, uncompressedLength: 0x010203 });
  expect(compressionAt(payload, 0)).toBe(compression);
});

test("lengths are little-endian numbers of three bytes", () => {
  const payload = block("ZL", 8, new Uint8Array(0x030201), 0xffffff);
  expect(readBlockHeader(payload, 0, where)).toMatchObject({ stop: 9 + 0x030201, uncompressedLength: 0xffffff });
});

test("a header is read where it stands", () => {
  const payload = Buffer.concat([Buffer.alloc(3), block("XZ", 0, new Uint8Array(4), 7)]);
  expect(readBlockHeader(payload, 3, where)).toMatchObject({ compression: "LZMA", start: 12, stop: 16 });
});

test("unknown letters are named by their bytes, with the place", () => {
  expect(() => readBlockHeader(block("PK", 3, new Uint8Array(4), 7), 0, where)).toThrow(
    "A compressed block starts with bytes 50 4b 03, which name no ROOT compression: " +
      "the file is damaged, get it again from its origin (file a.root, branch lep_pt)",
  );
});

test("letters are unknown where there are none", () => {
  expect(compressionAt(new Uint8Array(0), 0)).toBe("unknown");
  expect(compressionAt(Uint8Array.of(0x5a), 0)).toBe("unknown");
});

test.each([
  ["shorter than a header", new Uint8Array(8)],
  ["longer than its payload", block("ZL", 8, new Uint8Array(6), 7).subarray(0, 14)],
  ["without compressed bytes", block("ZL", 8, new Uint8Array(0), 7)],
  ["without uncompressed bytes", block("ZL", 8, new Uint8Array(5), 0)],
])("a block %s is corrupt", (_, payload) => {
  expect(() => readBlockHeader(payload, 0, where)).toThrow(CorruptFileError);
});

test.each(["ZL", "L4", "XZ", "ZS", "CS"])("an unknown method of %s is unsupported", (letters) => {
  expect(() => readBlockHeader(block(letters, 7, new Uint8Array(5), 7), 0, where)).toThrow(UnsupportedFormatError);
});
