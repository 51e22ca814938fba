import { crc32 } from "#runtime/crc32";
import type { Where } from "../../errors/app-error.ts";
import { UnsupportedFormatError } from "../errors.ts";
import { corruptBlock } from "./corrupt-block.ts";
import { crc64 } from "./crc64.ts";
import { decodeLzma2 } from "./lzma2.ts";
import { XzFields } from "./xz-fields.ts";
import {
  checkIndexAndFooter,
  readStreamHeader,
  readXzBlockHeader,
  streamHeaderLength,
  type XzRecord,
} from "./xz-structure.ts";

/**
 * Decompresses one XZ stream that must fill `compressed` and give exactly `uncompressedLength` bytes.
 *
 * Any number of blocks and LZMA2 chunks. The check (CRC32 from ROOT, CRC64 from the xz tools) is verified, as are the
 * checksums of all headers, the index and the footer.
 * @see "The .xz File Format" of the XZ Utils and the LZMA specification of the LZMA SDK.
 */
export function decodeLzma(compressed: Uint8Array, uncompressedLength: number, where: Where): Uint8Array {
  const check = checkOf(readStreamHeader(compressed, where), where);
  const output = new Uint8Array(uncompressedLength);
  const blocks: XzRecord[] = [];
  let at = streamHeaderLength;
  let filled = 0;
  // A zero where the length of a block header would stand begins the index.
  while (at < compressed.length && compressed[at] !== 0) {
    const block = decodeXzBlock(compressed, at, output.subarray(filled), check, where);
    blocks.push(block);
    at += roundUpTo4(block.unpaddedLength);
    filled += block.uncompressedLength;
  }
  if (filled !== uncompressedLength)
    throw corruptBlock(`An LZMA block gives ${filled} bytes instead of the ${uncompressedLength} it declares`, where);
  checkIndexAndFooter(compressed, at, blocks, where);
  return output;
}

interface Check {
  readonly length: number;
  readonly of: (bytes: Uint8Array) => bigint;
}

function checkOf(type: number, where: Where): Check {
  switch (type) {
    case 1:
      return { length: 4, of: (bytes) => BigInt(crc32(bytes)) };
    case 4:
      return { length: 8, of: crc64 };
    default:
      throw new UnsupportedFormatError(`An XZ stream has check ${type}; CRC32 (1) and CRC64 (4) are read`, where);
  }
}

/** Decodes the block at `at` into the beginning of `output`, and verifies its check. */
function decodeXzBlock(bytes: Uint8Array, at: number, output: Uint8Array, check: Check, where: Where): XzRecord {
  const header = readXzBlockHeader(bytes, at, where);
  const result = decodeLzma2(bytes, at + header.length, output);
  if ("fault" in result) throw corruptBlock(`An LZMA block cannot be decoded (${result.fault})`, where);
  const { used, given } = result;
  if ((header.compressedLength ?? used) !== used || (header.uncompressedLength ?? given) !== given)
    throw corruptBlock("An XZ block has other lengths than its header says", where);
  const fields = new XzFields(bytes, at + header.length + used);
  const padded = fields.zerosUntil(at + roundUpTo4(header.length + used));
  let expected = 0n;
  for (let i = 0; i < check.length; i += 4) expected |= BigInt(fields.uint32()) << BigInt(i * 8);
  if (!padded || fields.overrun || expected !== check.of(output.subarray(0, given)))
    throw corruptBlock("The checksum of an LZMA block does not match", where);
  return { unpaddedLength: header.length + used + check.length, uncompressedLength: given };
}

function roundUpTo4(length: number): number {
  return Math.ceil(length / 4) * 4;
}
