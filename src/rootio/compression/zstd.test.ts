import { beforeAll, expect, test } from "vitest";
import { CorruptFileError } from "../errors.ts";
import { block, text, zstdText, zstdTextChecked } from "../../../test/support/compressed-blocks.ts";
import { everyBitFlip, truncations, tryDamaged } from "../../../test/support/damage-blocks.ts";
import { decodeZstd, prepareZstd } from "./zstd.ts";

const where = { file: "a.root" };
beforeAll(prepareZstd);

test.each([
  ["without", zstdText],
  ["with", zstdTextChecked],
])("a frame %s checksum is decompressed", (_, frame) => {
  expect(decodeZstd(frame, text.length, where)).toEqual(text);
});

test("two frames in one block are one content", () => {
  const frames = Buffer.concat([zstdText, zstdTextChecked]);
  expect(decodeZstd(frames, 2 * text.length, where)).toEqual(new Uint8Array(Buffer.concat([text, text])));
});

test.each([
  ["one byte more than declared", zstdText, text.length - 1],
  ["one byte less than declared", zstdText, text.length + 1],
  ["a byte behind the frame", Buffer.concat([zstdText, Buffer.alloc(1)]), text.length],
  ["no end", zstdText.subarray(0, -1), text.length],
  ["all zeros", new Uint8Array(100), text.length],
])("a block with %s is corrupt", (_, compressed, length) => {
  expect(() => decodeZstd(compressed, length, where)).toThrow(CorruptFileError);
});

test("a frame with checksum never gives wrong bytes", () => {
  const payload = block("ZS", 1, zstdTextChecked, text.length);
  expect(tryDamaged(everyBitFlip(payload), text)).toMatchObject({ wrong: 0 });
  expect(tryDamaged(truncations(payload), text)).toMatchObject({ wrong: 0, right: 0 });
});

test("a frame without checksum, as ROOT writes it, is refused or has the right length, and the decoder works on", () => {
  const payload = block("ZS", 1, zstdText, text.length);
  const report = tryDamaged(everyBitFlip(payload), text);
  expect(report.refused).toBeGreaterThan(0);
  // The weakness of the format, told in decodeZstd: some flips are not seen.
  expect(report.wrong).toBeGreaterThan(0);
  expect(tryDamaged(truncations(payload), text)).toMatchObject({ wrong: 0, right: 0 });
  expect(decodeZstd(zstdText, text.length, where)).toEqual(text);
});
