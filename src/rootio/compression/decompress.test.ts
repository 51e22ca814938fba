import { deflateSync } from "node:zlib";
import { beforeAll, expect, test, vi } from "vitest";
import { CorruptFileError, UnsupportedFormatError } from "../errors.ts";
import { block, lz4Text, text, xzText, zstdText } from "../../../test/support/compressed-blocks.ts";
import { compressionOf, decompress, prepareCodecs } from "./decompress.ts";

const where = { file: "a.root", branch: "lep_pt", offset: 1234 };
const payloads = {
  ZLIB: block("ZL", 8, deflateSync(text), text.length),
  LZ4: block("L4", 1, lz4Text, text.length),
  LZMA: block("XZ", 0, xzText, text.length),
  ZSTD: block("ZS", 1, zstdText, text.length),
};
beforeAll(() => prepareCodecs());

test.each(Object.entries(payloads))("a record of one %s block is decompressed and named", (compression, payload) => {
  expect(decompress(payload, text.length, where)).toEqual(text);
  expect(compressionOf(payload)).toBe(compression);
});

test.each(Object.entries(payloads))("a record of three %s blocks is one content", (_, payload) => {
  const three = new Uint8Array(Buffer.concat([payload, payload, payload]));
  expect(decompress(three, 3 * text.length, where)).toEqual(new Uint8Array(Buffer.concat([text, text, text])));
});

test("a payload that is a view into a larger buffer is read within its bounds", () => {
  const around = Buffer.concat([Buffer.alloc(5, 0xff), payloads.LZMA, Buffer.alloc(5, 0xff)]);
  expect(decompress(around.subarray(5, -5), text.length, where)).toEqual(text);
});

test.each([
  ["is empty", new Uint8Array(0), 5],
  ["holds less than its key says", payloads.ZLIB, text.length + 1],
  ["holds more than its key says", payloads.ZLIB, text.length - 1],
  ["of two blocks holds less than its key says", twice(payloads.ZLIB), 2 * text.length + 1],
  ["has bytes behind its last block", Buffer.concat([payloads.ZLIB, Buffer.alloc(3)]), text.length],
  ["has zeros for a second block", Buffer.concat([payloads.ZLIB, Buffer.alloc(20)]), text.length],
  ["mixes compressions", Buffer.concat([payloads.ZLIB, payloads.LZMA]), 2 * text.length],
])("a record that %s is corrupt", (_, payload, length) => {
  expect(() => decompress(payload, length, where)).toThrow(CorruptFileError);
});

test("lengths are compared before anything is decompressed or allocated", () => {
  const claims = Array.from({ length: 1000 }, () => block("ZL", 8, new Uint8Array(1), 0xffffff));
  expect(() => decompress(Buffer.concat(claims), 100, where)).toThrow("hold 16777215000 bytes, its key says 100");
});

test("an error names the place", () => {
  expect(() => decompress(block("ZL", 8, new Uint8Array(9), 5), 5, where)).toThrow(
    "A ZLIB block is malformed or its checksum does not match: the file is damaged, " +
      "get it again from its origin (file a.root, branch lep_pt, byte 1234)",
  );
});

test("old ZLIB is unsupported, and named", () => {
  const payload = block("CS", 8, new Uint8Array(9), 5);
  expect(compressionOf(payload)).toBe("old ZLIB");
  expect(() => decompress(payload, 5, where)).toThrow(UnsupportedFormatError);
});

test("what is no compressed record has an unknown compression", () => {
  expect(compressionOf(text)).toBe("unknown");
});

test("LZ4 and ZSTD say that they were not prepared; ZLIB and LZMA need no preparation", async () => {
  vi.resetModules();
  const fresh = await import("./decompress.ts");
  await fresh.prepareCodecs(["ZLIB", "LZMA", "unknown"]);
  expect(() => fresh.decompress(payloads.LZ4, text.length, where)).toThrow("await prepareCodecs first");
  expect(() => fresh.decompress(payloads.ZSTD, text.length, where)).toThrow("await prepareCodecs first");
  expect(fresh.decompress(payloads.ZLIB, text.length, where)).toEqual(text);
  expect(fresh.decompress(payloads.LZMA, text.length, where)).toEqual(text);
  await Promise.all([fresh.prepareCodecs(["LZ4"]), fresh.prepareCodecs(), fresh.prepareCodecs(["ZSTD"])]);
  expect(fresh.decompress(payloads.LZ4, text.length, where)).toEqual(text);
  expect(fresh.decompress(payloads.ZSTD, text.length, where)).toEqual(text);
});

function twice(payload: Uint8Array): Uint8Array {
  return Buffer.concat([payload, payload]);
}
