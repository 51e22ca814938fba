import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { AppError } from "../../errors/app-error.ts";
import { CorruptFileError, UnsupportedFormatError } from "../errors.ts";
import {
  block,
  text,
  xzDelta,
  xzSha256,
  xzStored,
  xzText,
  xzTextCrc64,
  xzTextTwoBlocks,
  xzWithoutCheck,
  xzZeros,
} from "../../../test/support/compressed-blocks.ts";
import { everyBitFlip, someBitFlips, truncations, tryDamaged } from "../../../test/support/damage-blocks.ts";
import { decodeLzma } from "./lzma.ts";
import { decodeLzma2 } from "./lzma2.ts";

const where = { file: "a.root" };
const zeros = new Uint8Array(4_500_000);
const stored = Uint8Array.from({ length: 60 }, (_, i) => (i * 167 + i * i * 13) % 256);

test.each([
  ["with CRC32", xzText, text],
  ["with CRC64 and other properties", xzTextCrc64, text],
  ["of two XZ blocks", xzTextTwoBlocks, text],
  ["of bytes that LZMA2 stores", xzStored, stored],
  ["of three LZMA2 chunks", xzZeros, zeros],
])("a stream %s is decompressed", (_, stream, expected) => {
  expect(Buffer.compare(decodeLzma(stream, expected.length, where), expected)).toBe(0);
});

test.each([
  ["one byte more than declared", xzText, text.length - 1],
  ["one byte less than declared", xzText, text.length + 1],
  ["four bytes behind the stream", Buffer.concat([xzText, Buffer.alloc(4)]), text.length],
  ["a second stream behind the first", Buffer.concat([xzText, xzText]), text.length],
  ["no footer", xzText.subarray(0, -12), text.length],
  ["all zeros", new Uint8Array(100), text.length],
])("a block with %s is corrupt", (_, compressed, length) => {
  expect(() => decodeLzma(compressed, length, where)).toThrow(CorruptFileError);
});

test.each([
  ["no check", xzWithoutCheck],
  ["SHA-256 as check", xzSha256],
  ["another filter", xzDelta],
])("a stream with %s is unsupported", (_, stream) => {
  expect(() => decodeLzma(stream, 3, where)).toThrow(UnsupportedFormatError);
});

test.each([
  ["text with CRC32", xzText, text],
  ["text with CRC64", xzTextCrc64, text],
  ["two blocks", xzTextTwoBlocks, text],
  ["stored bytes", xzStored, stored],
])("no flipped bit and no truncation of %s gives wrong bytes", (_, stream, expected) => {
  const payload = block("XZ", 0, stream, expected.length);
  expect(tryDamaged(everyBitFlip(payload), expected)).toMatchObject({ wrong: 0 });
  expect(tryDamaged(someBitFlips(payload, 1000, 6), expected)).toMatchObject({ wrong: 0 });
  expect(tryDamaged(truncations(payload), expected)).toMatchObject({ wrong: 0, right: 0 });
});

test("damage behind matching checksums of the headers is seen by the check of the content or before", () => {
  // The header of the XZ block is 12 bytes from byte 12 on; its CRC32 is made to fit again after each change.
  for (let bit = 0; bit < 8 * 8; bit++) {
    const stream = Buffer.from(xzText);
    stream[12 + (bit >>> 3)]! ^= 1 << (bit & 7);
    stream.writeUInt32LE(crc32(stream.subarray(12, 20)), 20);
    try {
      expect(decodeLzma(stream, text.length, where)).toEqual(text);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  }
});

test.each([
  ["no bytes", []],
  ["an undefined control byte", [0x03, 0, 0]],
  ["no dictionary", [0x02, 0, 0, 65, 0]],
  ["no properties", [0x01, 0, 0, 65, 0xa0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]],
  ["no state", [0x01, 0, 0, 65, 0x80, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]],
  ["impossible properties", [0xe0, 0, 0, 0, 5, 225, 0, 0, 0, 0, 0, 0, 0]],
  ["too many literal bits", [0xe0, 0, 0, 0, 5, 4 * 9 + 4, 0, 0, 0, 0, 0, 0, 0]],
  ["a stored chunk without its bytes", [0x01, 0, 9, 65]],
  ["a stored chunk longer than the output", [0x01, 0, 4, 65, 65, 65, 65, 65, 0]],
  ["an LZMA chunk without its bytes", [0xe0, 0, 0, 0, 50, 93, 0, 0, 0, 0]],
  ["an LZMA chunk longer than the output", [0xff, 255, 255, 0, 5, 93, 0, 0, 0, 0, 0, 0, 0]],
  ["an LZMA chunk that starts with a byte other than zero", [0xe0, 0, 0, 0, 5, 93, 1, 0, 0, 0, 0, 0, 0]],
  ["an LZMA chunk too short for the range decoder", [0xe0, 0, 0, 0, 2, 93, 0, 0, 0, 0]],
  ["a first match without any byte before it", [0xe0, 0, 3, 0, 9, 93, 0, 255, 255, 255, 254, 0, 0, 0, 0, 0, 0]],
  ["no end mark", [0x01, 0, 0, 65]],
])("LZMA2 data with %s is at fault", (_, data) => {
  expect(decodeLzma2(Uint8Array.from(data), 0, new Uint8Array(4))).toHaveProperty("fault");
});
